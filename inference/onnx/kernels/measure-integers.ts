/**
 * The start-up test of products of integers: less than a second that tells how this machine multiplies bytes, and how
 * fast, against float32 on the same matrix in the same rounds.
 */
import { rotateGroups } from '../../checkpoint/rows/rotate.ts';
import { mapSource } from '../../checkpoint/weight-source.ts';
import { float32, type Tensor } from '../../tensor.ts';
import type { Device } from '../devices/device.ts';
import type { PrecisionName } from '../../precision/registry.ts';
import { Graph } from '../graph.ts';
import { timeInTurns, type WorkClock } from '../measure/turns.ts';
import { addedThreads } from '../measure/work-time.ts';
import { Session } from '../session.ts';
import type { Value } from '../value.ts';
import type { IntegerKernels, RowScale } from './integers.ts';

/** What the test found. */
export interface IntegerMeasurement {
  /** Whether the processor adds two products of bytes in 16 bits and saturates, as AVX2 does without VNNI. */
  readonly saturates: boolean;
  /** Whether the figures are those of the machine: see {@link timeInTurns}. */
  readonly isSteady: boolean;
  /** Billions of additions and multiplications a second, while each thread has a core of its own. */
  readonly gigaflops: { readonly float32: number; readonly int8Packed: number; readonly int8Mapped: number };
  /** Error of a product over its norm, by scale of rows: gaussian weights, outliers in the activations, rotated. */
  readonly errors: Readonly<Record<RowScale, number>>;
}

/** Rows, and width of a square weight. */
const [ROWS, WIDTH] = [192, 1024];
/** Pairs that saturate must change the result by more than rounding does. */
const ROUNDING = 1e-3;

/**
 * @param threads of the products.
 * @throws InferenceError `runtime-missing`.
 */
export async function measureIntegers(device: Device, threads: number, clock?: WorkClock): Promise<IntegerMeasurement> {
  const kernels = device.integers;
  if (!kernels) throw new Error(`The device "${device.name}" multiplies no integers`);
  const { x, weight, codes, scale } = sample();
  const integers =
    (rowScale: RowScale): Layer =>
    (g, input) =>
      multiplied(g, kernels(rowScale), input, codes, scale, WIDTH);
  const exact = await product(device, x, threads, 'int8', (g, input) =>
    g.project(input, g.constant(float32(weight, [WIDTH, WIDTH]))),
  );
  const packed = await product(device, x, threads, 'int8', integers('absmax'));
  const mapped = await product(device, x, threads, 'int8-mapped', integers('absmax'));
  const headroom = await product(device, x, threads, 'int8', integers('headroom'));
  try {
    const wanted = await exact.run();
    const { least, isSteady } = await timeInTurns(
      { float32: exact.run, int8Packed: packed.run, int8Mapped: mapped.run },
      clock,
    );
    const gigaflops = (time: number): number => (2 * ROWS * WIDTH * WIDTH * addedThreads(threads)) / time / 1e6;
    const { float32: plain, int8Packed, int8Mapped } = least;
    return {
      saturates: await saturatesOn(device, kernels('absmax')),
      isSteady,
      gigaflops: { float32: gigaflops(plain), int8Packed: gigaflops(int8Packed), int8Mapped: gigaflops(int8Mapped) },
      errors: { absmax: error(await packed.run(), wanted), headroom: error(await headroom.run(), wanted) },
    };
  } finally {
    for (const each of [exact, packed, mapped, headroom]) await each.release();
  }
}

/**
 * Whether the processor adds two products of bytes in 16 bits: by the sum of as many products of the largest bytes as a
 * row has, 127 * 127 each, which no 16 bits hold twice.
 */
export async function saturatesOn(device: Device, kernels: IntegerKernels): Promise<boolean> {
  const [rows, width] = [16, 64];
  const x = float32(new Float32Array(rows * width).fill(1), [rows, width]);
  const codes = new Int8Array(rows * width).fill(127);
  const extreme = await product(device, x, 1, 'int8', (g, input) =>
    multiplied(g, kernels, input, codes, new Float32Array(rows).fill(1), rows),
  );
  const result = await extreme.run();
  await extreme.release();
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

/** Adds a layer to a graph. */
type Layer = (g: Graph, input: Value) => Value;

/** A loaded product. */
interface Product {
  readonly run: () => Promise<Float32Array>;
  readonly release: () => Promise<void>;
}

async function product(
  device: Device,
  x: Tensor<'float32'>,
  threads: number,
  precision: PrecisionName,
  layer: Layer,
): Promise<Product> {
  const g = new Graph('test', mapSource('test', new Map()), { device });
  g.output('y', layer(g, g.input('x', 'float32', ['rows', x.dims[1] ?? 1])));
  const session = await Session.create(g.finish(), { precision, threads });
  return {
    run: async () => (await session.run({ x }))['y']?.data as Float32Array,
    release: () => session.release(),
  };
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
