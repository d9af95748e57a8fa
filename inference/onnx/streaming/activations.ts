/**
 * Memory that a graph takes on a device besides its weights, from the shapes of its values: a forecast before a run,
 * not a measurement. Fused operators may take more for themselves.
 */
import { elementCount } from '../../tensor.ts';
import type { GraphParts } from '../protobuf.ts';
import type { Dim, GraphDType, Value } from '../value.ts';

/** Numbers that stand for the names of sizes in one run. */
export type Sizes = ReadonlyMap<string, number>;

const BYTES: Readonly<Record<GraphDType, number>> = {
  float32: 4,
  uint8: 1,
  int8: 1,
  int32: 4,
  int64: 8,
  bool: 1,
  float16: 2,
  bfloat16: 2,
  float8e4m3fn: 1,
  float8e5m2: 1,
};

/**
 * Operators after which WebGPU's provider uses the memory of dropped values again: it sends as many to the device at a
 * time (`max_num_pending_dispatches_` in onnxruntime's `webgpu_context.h`).
 */
const SENT_TOGETHER = 16;

/**
 * The sizes that tensors give to the names in the shapes of inputs. Inputs without a tensor give none.
 * @param dimsOf shape of the tensor for an input.
 */
export function sizesOf(inputs: readonly Value[], dimsOf: (name: string) => readonly number[] | undefined): Sizes {
  const sizes = new Map<string, number>();
  for (const { name, shape } of inputs) {
    const dims = dimsOf(name);
    shape.forEach((dim, axis) => {
      const size = dims?.[axis];
      // One row stands for as many as there are.
      if (typeof dim === 'string' && size !== undefined) sizes.set(dim, Math.max(size, sizes.get(dim) ?? 0));
    });
  }
  return sizes;
}

/**
 * The most bytes that inputs, outputs and intermediate values take at once. A value with a size that no input tells,
 * such as a product of others, counts as the largest that it is made of.
 * @param graph its inputs must not be weights.
 */
export function activationPeak(
  { nodes, inputs, outputs, infos }: Pick<GraphParts, 'nodes' | 'inputs' | 'outputs' | 'infos'>,
  sizes: Sizes,
): number {
  const bytes = new Map([...infos, ...inputs, ...outputs].map((value) => [value.name, valueBytes(value, sizes)]));
  const kept = new Set([...inputs, ...outputs].map(({ name }) => name));
  const lastUse = new Map(nodes.flatMap((node, i) => node.inputs.map((name) => [name, i] as const)));
  const dropped = new Map<number, number>();
  let live = inputs.reduce((sum, { name }) => sum + (bytes.get(name) ?? 0), 0);
  let peak = live;
  nodes.forEach((node, i) => {
    if (i % SENT_TOGETHER === 0) live -= dropped.get(i) ?? 0;
    for (const name of node.outputs) {
      const known = bytes.get(name) ?? 0;
      const size = Number.isNaN(known) ? Math.max(...node.inputs.map((input) => bytes.get(input) ?? 0)) : known;
      bytes.set(name, size);
      live += size;
      if (kept.has(name)) continue;
      const free = Math.ceil(((lastUse.get(name) ?? i) + 1) / SENT_TOGETHER) * SENT_TOGETHER;
      dropped.set(free, (dropped.get(free) ?? 0) + size);
    }
    peak = Math.max(peak, live);
  });
  return peak;
}

/** Bytes of a value in a run; NaN when no input tells one of its sizes. */
export function valueBytes({ dtype, shape }: Pick<Value, 'dtype' | 'shape'>, sizes: Sizes = new Map()): number {
  return elementCount(shape.map((dim) => sizeOf(dim, sizes))) * BYTES[dtype];
}

/** Names are sums of terms such as `tokens`, `h*2` and `h/4`: see `shapes.ts`. */
function sizeOf(dim: Dim, sizes: Sizes): number {
  if (typeof dim === 'number') return dim;
  const known = sizes.get(dim);
  return known ?? dim.split('+').reduce((sum, term) => sum + termSize(term, sizes), 0);
}

function termSize(term: string, sizes: Sizes): number {
  const [name = '', ...factors] = term.split(/(?=[*/])/);
  return Math.ceil(factors.reduce(scaled, sizes.get(name) ?? Number(name)));
}

/** @param factor such as `*2` and `/4`. */
function scaled(size: number, factor: string): number {
  const number = Number(factor.slice(1));
  return factor.startsWith('*') ? size * number : size / number;
}
