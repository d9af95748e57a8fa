/** Single layers for tests of kernels: a graph that adds one, run once in a session. */
import { TorchGenerator } from '../../../inference/diffusion/noise/torch-generator.ts';
import { mapSource } from '../../../inference/checkpoint/weight-source.ts';
import { Graph } from '../../../inference/onnx/graph.ts';
import { Session } from '../../../inference/onnx/session.ts';
import type { Value } from '../../../inference/onnx/value.ts';
import type { PrecisionName } from '../../../inference/precision/registry.ts';
import { float32 } from '../../../inference/tensor.ts';

/** Rows of activations, and outputs of a layer. */
export const [ROWS, OUT] = [5, 7] as const;

/** Numbers of a standard normal distribution. */
export const normal = (count: number, seed: bigint): Float32Array => new TorchGenerator(seed).randn(count);

/**
 * Runs a layer on one thread, once for each way of holding weights.
 * @param x [rows, width].
 */
export async function runLayer(
  x: Float32Array,
  width: number,
  precisions: readonly PrecisionName[],
  layer: (g: Graph, x: Value) => Value,
): Promise<Float32Array[]> {
  const g = new Graph('layer', mapSource('none', new Map()));
  g.output('y', layer(g, g.input('x', 'float32', ['rows', width])));
  const model = g.finish();
  const results: Float32Array[] = [];
  for (const precision of precisions) {
    const session = await Session.create(model, { precision, threads: 1 });
    const { y } = await session.run({ x: float32(x, [x.length / width, width]) });
    results.push(y?.data as Float32Array);
    await session.release();
  }
  return results;
}
