/**
 * The start-up test of products of integers: less than a second that tells how this machine multiplies bytes, and how
 * fast, against float32 on the same matrix.
 */
import { rotateGroups } from '../../checkpoint/rows/rotate.ts';
import { mapSource } from '../../checkpoint/weight-source.ts';
import { float32, type Tensor } from '../../tensor.ts';
import type { Device } from '../devices/device.ts';
import { Graph } from '../graph.ts';
import { Session } from '../session.ts';
import type { Value } from '../value.ts';
import type { IntegerKernels, RowScale } from './integers.ts';

/** What the test found. */
export interface IntegerMeasurement {
  /** Whether the processor adds two products of bytes in 16 bits and saturates, as AVX2 does without VNNI. */
  readonly saturates: boolean;
  /** Billions of additions and multiplications a second. */
  readonly gigaflops: { readonly float32: number; readonly int8Packed: number; readonly int8Mapped: number };
  /** Error of a product over its norm, by scale of rows: gaussian weights, outliers in the activations, rotated. */
  readonly errors: Readonly<Record<RowScale, number>>;
}

/** Rows, and width of a square weight. */
const [ROWS, WIDTH] = [192, 1024];
const ROUNDS = 4;
/** Pairs that saturate must change the result by more than rounding does. */
const ROUNDING = 1e-3;

/** @throws InferenceError `runtime-missing`. */
export async function measureIntegers(device: Device, threads: number | undefined): Promise<IntegerMeasurement> {
  const kernels = device.integers;
  if (!kernels) throw new Error(`The device "${device.name}" multiplies no integers`);
  const { x, weight, codes, scale } = sample();
  const exact = await timed(device, x, threads, false, (g, input) =>
    g.project(input, g.constant(float32(weight, [WIDTH, WIDTH]))),
  );
  const product = (rowScale: RowScale, mapped: boolean): Promise<Timed> =>
    timed(device, x, threads, mapped, (g, input) => multiplied(g, kernels(rowScale), input, codes, scale, WIDTH));
  const packed = await product('absmax', false);
  const mapped = await product('absmax', true);
  const headroom = await product('headroom', false);
  return {
    saturates: await saturates(device, kernels('absmax')),
    gigaflops: { float32: exact.gigaflops, int8Packed: packed.gigaflops, int8Mapped: mapped.gigaflops },
    errors: { absmax: error(packed.result, exact.result), headroom: error(headroom.result, exact.result) },
  };
}

/** The sum of as many products of the largest bytes as a row has: 127 * 127 each, which no 16 bits hold twice. */
async function saturates(device: Device, kernels: IntegerKernels): Promise<boolean> {
  const [rows, width] = [16, 64];
  const x = float32(new Float32Array(rows * width).fill(1), [rows, width]);
  const codes = new Int8Array(rows * width).fill(127);
  const { result } = await timed(device, x, 1, false, (g, input) =>
    multiplied(g, kernels, input, codes, new Float32Array(rows).fill(1), rows),
  );
  return result.some((value) => Math.abs(value / (127 * width) - 1) > ROUNDING);
}

function multiplied(
  g: Graph,
  kernels: IntegerKernels,
  x: Value,
  codes: Int8Array,
  scale: Float32Array,
  out: number,
): Value {
  const matrix = {
    codes: g.constant({ dtype: 'int8', dims: [out, codes.length / out], data: codes }),
    scale: g.constant(float32(scale, [out])),
  };
  return kernels.linear(g, kernels.quantise(g, x, undefined), matrix, undefined);
}

interface Timed {
  readonly result: Float32Array;
  readonly gigaflops: number;
}

/** Runs a graph a few times. @param mapped whether weights stay as they are. */
async function timed(
  device: Device,
  x: Tensor<'float32'>,
  threads: number | undefined,
  mapped: boolean,
  layer: (g: Graph, input: Value) => Value,
): Promise<Timed> {
  const [rows = 0, width = 0] = x.dims;
  const g = new Graph('test', mapSource('test', new Map()), { device });
  const y = layer(g, g.input('x', 'float32', ['rows', width]));
  g.output('y', y);
  const precision = mapped ? 'int8-mapped' : 'int8';
  const session = await Session.create(g.finish(), { precision, ...(threads === undefined ? {} : { threads }) });
  let best = Infinity;
  let result: Float32Array = new Float32Array();
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    const outputs = await session.run({ x });
    best = Math.min(best, performance.now() - begun);
    result = (outputs['y'] as Tensor<'float32'>).data;
  }
  await session.release();
  return { result, gigaflops: (2 * rows * result.length * (width / rows)) / best / 1e6 };
}

/** Gaussian weights as they are and as integers, and activations with a few large channels; both rotated. */
function sample() {
  const x = float32(
    gaussian(ROWS * WIDTH, 1).map((value, i) => (i % 256 === 7 ? 40 * value : value)),
    [ROWS, WIDTH],
  );
  const weight = gaussian(WIDTH * WIDTH, 2);
  for (const values of [x.data, weight]) rotateGroups(values, 256);
  const scale = Float32Array.from({ length: WIDTH }, (_, row) => {
    const values = weight.subarray(row * WIDTH, (row + 1) * WIDTH);
    return values.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0) / 127;
  });
  const codes = Int8Array.from(weight, (value, i) => Math.round(value / (scale[Math.floor(i / WIDTH)] ?? 1)));
  return { x, weight, codes, scale };
}

/** Sums of twelve uniform numbers in [0, 1), less their mean: a variance of 1. Uniform: Park and Miller's generator. */
function gaussian(count: number, seed: number): Float32Array {
  let state = seed;
  const out = new Float32Array(count);
  for (let i = 0; i < count; i += 1) {
    let sum = -6;
    for (let j = 0; j < 12; j += 1) sum += (state = (state * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
    out[i] = sum;
  }
  return out;
}

function error(result: Float32Array, exact: Float32Array): number {
  const difference = result.map((value, i) => value - (exact[i] as number));
  return Math.sqrt(squares(difference) / squares(exact));
}

function squares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}
