/** The convolution of the VAE: two-dimensional, zeros around the picture, so that its size stays. */
import type { Graph } from '../../../onnx/graph.ts';
import type { Value } from '../../../onnx/value.ts';
import { conv2d } from '../../../vae/blocks.ts';

/** Convolution `name` with a square kernel on x [1, in, h, w]: [1, out, h, w]. */
export function sameConv(g: Graph, x: Value, name: string, out: number, kernel: 1 | 3): Value {
  const pad = (kernel - 1) / 2;
  return conv2d(g, x, name, out, kernel, { pads: [pad, pad, pad, pad] });
}
