/**
 * The convolution of the VAE. The checkpoint holds causal 3-D convolutions for video; on the single frame of an image
 * the two earlier taps see zero padding only, so a 2-D convolution with the last tap is exact.
 * Source: diffusers `autoencoder_kl_qwenimage.py`, `QwenImageCausalConv3d`.
 */
import type { Graph } from '../../../onnx/graph.ts';
import { conv } from '../../../onnx/picture-operators.ts';
import type { Value } from '../../../onnx/value.ts';
import { channelsOf } from '../../../vae/blocks.ts';

/** Causal convolution `name` with a cubic kernel on x [1, in, h, w]: its last temporal tap, padded to keep the size. */
export function causalConv(g: Graph, x: Value, name: string, out: number, kernel: 1 | 3): Value {
  const shape = [out, channelsOf(x), kernel, kernel, kernel];
  const weight = g.weight(`${name}.weight`, shape, 1 / kernel); // [out, in, kernel, kernel, kernel]
  const lastTap = g.at(weight, 2, kernel - 1); // [out, in, kernel, kernel]
  const pad = (kernel - 1) / 2;
  return conv(g, x, lastTap, g.weight(`${name}.bias`, [out]), { pads: [pad, pad, pad, pad] }); // [1, out, h, w]
}
