/**
 * Blocks that VAEs of every family are made of, on pictures [1, channels, h, w]. Families differ in their convolutions,
 * which each block is given.
 * Source: diffusers `autoencoder_kl_qwenimage.py`, `QwenImageRMS_norm`, `QwenImageResidualBlock`,
 * `QwenImageAttentionBlock`, `QwenImageMidBlock`.
 */
import type { Graph } from '../onnx/graph.ts';
import { conv, type ConvOptions } from '../onnx/picture-operators.ts';
import { staticDim, type Value } from '../onnx/value.ts';

/** Smallest norm divided by: `torch.nn.functional.normalize`. */
const NORM_EPSILON = 1e-12;

/** A convolution `name` that keeps the size of x [1, in, h, w]. */
export type Convolution = (g: Graph, x: Value, name: string, out: number, kernel: 1 | 3) => Value;

/** 2-D convolution `name` on x [1, in, h, w]. */
export function conv2d(g: Graph, x: Value, name: string, out: number, kernel: number, options?: ConvOptions): Value {
  const weight = g.weight(`${name}.weight`, [out, channelsOf(x), kernel, kernel]); // [out, in, kernel, kernel]
  return conv(g, x, weight, g.weight(`${name}.bias`, [out]), options); // [1, out, h / stride, w / stride]
}

/**
 * RMSNorm over channels: x / ||x|| * sqrt(channels) * gamma.
 * @param rank axes of the stored gamma beyond the channels.
 */
export function channelNorm(g: Graph, x: Value, name: string, rank: 2 | 3 = 3): Value {
  const channels = channelsOf(x);
  const gamma = g.weight(`${name}.gamma`, [channels, ...Array.from({ length: rank }, () => 1)]);
  const scale = g.mul(g.reshape(gamma, [channels, 1, 1]), g.scalar(Math.sqrt(channels))); // [channels, 1, 1]
  const norm = g.clip(g.l2Norm(x, 1), NORM_EPSILON); // [1, 1, h, w]
  return g.mul(g.div(x, norm), scale); // [1, channels, h, w]
}

/** Two convolutions with norms and SiLU around a shortcut, on x [1, in, h, w]. */
export function residualBlock(g: Graph, x: Value, name: string, out: number, convolve: Convolution): Value {
  const first = convolve(g, g.silu(channelNorm(g, x, `${name}.norm1`)), `${name}.conv1`, out, 3); // [1, out, h, w]
  const second = convolve(g, g.silu(channelNorm(g, first, `${name}.norm2`)), `${name}.conv2`, out, 3); // the same
  const shortcut = channelsOf(x) === out ? x : convolve(g, x, `${name}.conv_shortcut`, out, 1); // the same
  return g.add(second, shortcut); // [1, out, h, w]
}

/**
 * The middle: residual block, attention over all positions with one head, residual block.
 * Taps: `mid_attention`, `mid_block`.
 */
export function middleBlock(g: Graph, x: Value, name: string, convolve: Convolution): Value {
  const channels = channelsOf(x);
  const before = residualBlock(g, x, `${name}.resnets.0`, channels, convolve); // [1, channels, h, w]
  const attended = g.add(attention(g, before, `${name}.attentions.0`), before); // [1, channels, h, w]
  g.tap('mid_attention', attended);
  const after = residualBlock(g, attended, `${name}.resnets.1`, channels, convolve); // [1, channels, h, w]
  return g.tap('mid_block', after);
}

function attention(g: Graph, x: Value, name: string): Value {
  const channels = channelsOf(x);
  const normed = channelNorm(g, x, `${name}.norm`, 2); // [1, channels, h, w]
  const qkv = conv2d(g, normed, `${name}.to_qkv`, 3 * channels, 1); // [1, 3 * channels, h, w]
  const flat = g.reshape(qkv, [1, 3 * channels, 'positions']); // [1, 3 * channels, positions]
  const [q, k, v] = g.split3(g.transpose(flat, [0, 2, 1]), 2); // [1, positions, channels] each
  const attended = g.attention(q, k, v, 1); // [1, positions, channels]
  const planes = g.reshapeLike(g.transpose(attended, [0, 2, 1]), x); // [1, channels, h, w]
  return conv2d(g, planes, `${name}.proj`, channels, 1); // [1, channels, h, w]
}

/** Channels of x [1, channels, h, w]. */
export function channelsOf(x: Value): number {
  return staticDim(x, 1);
}
