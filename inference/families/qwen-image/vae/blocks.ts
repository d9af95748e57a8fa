/**
 * Blocks both halves of the VAE are made of. The checkpoint holds causal 3-D convolutions for video; on the single frame
 * of an image the two earlier taps see zero padding only, so a 2-D convolution with the last tap is exact.
 * Source: diffusers `autoencoder_kl_qwenimage.py`, `QwenImageCausalConv3d`, `QwenImageRMS_norm`, `QwenImageResidualBlock`,
 * `QwenImageAttentionBlock`, `QwenImageMidBlock`.
 */
import type { Graph } from '../../../onnx/graph.ts';
import type { Value } from '../../../onnx/value.ts';

/** Smallest norm divided by: `torch.nn.functional.normalize`. */
const NORM_EPSILON = 1e-12;

/** Causal convolution `name` with a cubic kernel on x [1, in, h, w]: its last temporal tap, padded to keep the size. */
export function causalConv(g: Graph, x: Value, name: string, out: number, kernel: 1 | 3): Value {
  const weight = g.weight(`${name}.weight`, [out, channelsOf(x), kernel, kernel, kernel], 1 / kernel);
  const pad = (kernel - 1) / 2;
  return g.conv(x, g.at(weight, 2, kernel - 1), g.weight(`${name}.bias`, [out]), { pads: [pad, pad, pad, pad] });
}

/** 2-D convolution `name` on x [1, in, h, w]. */
export function conv2d(
  g: Graph,
  x: Value,
  name: string,
  out: number,
  kernel: number,
  options?: { readonly pads?: readonly number[]; readonly stride?: number },
): Value {
  return g.conv(
    x,
    g.weight(`${name}.weight`, [out, channelsOf(x), kernel, kernel]),
    g.weight(`${name}.bias`, [out]),
    options,
  );
}

/** RMSNorm over channels: x / ||x|| * sqrt(channels) * gamma. `rank` is that of the stored gamma beyond the channels. */
export function channelNorm(g: Graph, x: Value, name: string, rank: 2 | 3 = 3): Value {
  const channels = channelsOf(x);
  const gamma = g.weight(`${name}.gamma`, [channels, ...Array.from({ length: rank }, () => 1)]);
  const scale = g.mul(g.reshape(gamma, [channels, 1, 1]), g.scalar(Math.sqrt(channels)));
  return g.mul(g.div(x, g.clip(g.l2Norm(x, 1), NORM_EPSILON)), scale);
}

/** Two convolutions with norms and SiLU around a shortcut. */
export function residualBlock(g: Graph, x: Value, name: string, out: number): Value {
  const first = causalConv(g, g.silu(channelNorm(g, x, `${name}.norm1`)), `${name}.conv1`, out, 3);
  const second = causalConv(g, g.silu(channelNorm(g, first, `${name}.norm2`)), `${name}.conv2`, out, 3);
  return g.add(second, channelsOf(x) === out ? x : causalConv(g, x, `${name}.conv_shortcut`, out, 1));
}

/** The middle: residual block, attention over all positions with one head, residual block. Taps: `mid_attention`, `mid_block`. */
export function middleBlock(g: Graph, x: Value, name: string): Value {
  const channels = channelsOf(x);
  const before = residualBlock(g, x, `${name}.resnets.0`, channels);
  const attended = g.tap('mid_attention', g.add(attention(g, before, `${name}.attentions.0`), before));
  return g.tap('mid_block', residualBlock(g, attended, `${name}.resnets.1`, channels));
}

function attention(g: Graph, x: Value, name: string): Value {
  const channels = channelsOf(x);
  const qkv = conv2d(g, channelNorm(g, x, `${name}.norm`, 2), `${name}.to_qkv`, 3 * channels, 1);
  const tokens = g.transpose(g.reshape(qkv, [1, 3 * channels, 'positions']), [0, 2, 1]);
  const [q, k, v] = g.chunk(tokens, 2, 3) as readonly [Value, Value, Value];
  const attended = g.reshapeLike(g.transpose(g.attention(q, k, v, 1), [0, 2, 1]), x);
  return conv2d(g, attended, `${name}.proj`, channels, 1);
}

function channelsOf(x: Value): number {
  return Number(x.shape[1]);
}
