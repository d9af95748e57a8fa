/** The product that dominates every model: activations times a constant float32 matrix, which is packed once. */
import { mapSource } from '../../checkpoint/weight-source.ts';
import { float32 } from '../../tensor.ts';
import type { Device } from '../devices/device.ts';
import { Graph } from '../graph.ts';
import type { KernelTest } from './kernel-test.ts';

/** Rows of activations: enough to keep threads busy, few enough for milliseconds. */
const ROWS = 192;
/** Sides of the matrix. */
const SIDE = 1024;

export function gemmTest(device: Device): KernelTest {
  const graph = new Graph('gemm', mapSource('no weights', new Map()), { device });
  const x = graph.input('x', 'float32', [ROWS, SIDE]);
  graph.output('y', graph.project(x, graph.constant(ramp([SIDE, SIDE]))));
  return {
    kernel: 'float32 Gemm',
    flop: 2 * ROWS * SIDE * SIDE,
    model: graph.finish(),
    inputs: { x: ramp([ROWS, SIDE]) },
  };
}

/** Numbers from -0.5 to 0.5: no zeros, NaN or subnormals, which some processors multiply at another speed. */
function ramp([rows, columns]: readonly [number, number]): ReturnType<typeof float32> {
  return float32(
    Float32Array.from({ length: rows * columns }, (_, index) => ((index % 97) + 0.5) / 97 - 0.5),
    [rows, columns],
  );
}
