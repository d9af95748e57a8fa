/**
 * Attention of products and a softmax. The fused operator of the WebGPU provider is left out: its shader is made for
 * subgroups of at least 16 lanes, and on an adapter with 8 it was 4 % off without a word (docs/gpu.md). Heads are
 * computed in a few groups one after the other, so that the scores of one group at a time are in memory.
 */
import { float32 } from '../../tensor.ts';
import { type Emitter, emitOne } from '../emitter.ts';
import { replaceDim } from '../shapes.ts';
import { type Dim, dimAt, staticDim, type Value } from '../value.ts';
import type { CacheLengths, GroupedHeads, Qkv } from './kernels.ts';
import { ints } from './rows.ts';

/** Groups of heads. At 1024 x 1024 pixels the scores of a group of 24 heads are 230 MB. */
const GROUPS = 8;
/** Stands for minus infinity where a token must not look: its exponential is 0. */
const NEVER = -1e9;
/** ONNX's numbers for element types. */
const FLOAT = 1;
const INT64 = 7;

/** q, k and v [batch, tokens, heads * headDim]. @param bias added to the scores, or none: [batch, 1, 1, tokens]. */
export function plainAttention(e: Emitter, [q, k, v]: Qkv, heads: number, bias?: Value): Value {
  const headDim = staticDim(q, 2) / heads;
  const queries = byHead(e, scaled(e, q, headDim), heads, [0, 2, 1, 3]); // [batch, heads, tokens, headDim]
  const keys = byHead(e, k, heads, [0, 2, 3, 1]); // [batch, heads, headDim, tokens]
  const values = byHead(e, v, heads, [0, 2, 1, 3]); // [batch, heads, tokens, headDim]
  const sizes = groupSizes(heads);
  const parts = [queries, keys, values].map((each) => split(e, each, sizes));
  const attended = sizes.map((_, i) => weighted(e, [at(parts[0], i), at(parts[1], i), at(parts[2], i)], bias));
  return joined(e, concat(e, attended, queries.shape), q);
}

/** Attention within each sequence of a batch. @param valid int32 [batch, tokens]: 0 for padding. */
export function plainPaddedAttention(e: Emitter, qkv: Qkv, valid: Value, heads: number): Value {
  const float = { dtype: 'float32', shape: valid.shape } as const;
  const [kept] = e.emit('Cast', [valid], [float], { attributes: { to: { int: FLOAT } } });
  const less = emitOne(e, 'Sub', [kept, scalar(e, 1)], valid.shape);
  const bias = emitOne(e, 'Mul', [less, scalar(e, -NEVER)], valid.shape);
  const shape = [dimAt(valid, 0), 1, 1, dimAt(valid, 1)];
  return plainAttention(e, qkv, heads, emitOne(e, 'Unsqueeze', [bias, ints(e, [1, 2])], shape));
}

/** As `Kernels.causalAttention`. */
export function plainCausalAttention(
  e: Emitter,
  [q, k, v]: Qkv,
  past: readonly [keys: Value, values: Value],
  { lastIndex }: CacheLengths,
  { query, kv }: GroupedHeads,
  total: Dim,
): readonly [attended: Value, keys: Value, values: Value] {
  const [headDim, tokens] = [staticDim(q, 2) / query, dimAt(q, 1)];
  const grown = (old: Value, added: Value): Value => {
    const parts = byHead(e, added, kv, [0, 2, 1, 3]); // [1, kv, tokens, headDim]
    const shape = replaceDim(old.shape, 2, total);
    return emitOne(e, 'Concat', [old, parts], shape, { attributes: { axis: { int: 2 } } });
  };
  const [keys, values] = [grown(past[0], k), grown(past[1], v)];
  // The heads of a group share one head of keys: one more axis, along which that is repeated.
  const queries = byHead(e, scaled(e, q, headDim), query, [0, 2, 1, 3]);
  const grouped = reshape(e, queries, [kv, query / kv, -1, headDim], [kv, query / kv, tokens, headDim]);
  const sharedKeys = transposed(e, keys, [1, 0, 3, 2]); // [kv, 1, headDim, total]
  const sharedValues = transposed(e, values, [1, 0, 2, 3]); // [kv, 1, total, headDim]
  const attended = weighted(e, [grouped, sharedKeys, sharedValues], causalBias(e, q, lastIndex, total));
  const merged = reshape(e, attended, [1, query, -1, headDim], [1, query, tokens, headDim]);
  return [joined(e, merged, q), keys, values];
}

/** 0 where a token may look, and {@link NEVER} at the tokens after it: [tokens, total]. */
function causalBias(e: Emitter, q: Value, lastIndex: Value, total: Dim): Value {
  const one = int64(e, 1n);
  const [last] = e.emit('Cast', [lastIndex], [{ dtype: 'int64', shape: [1] }], { attributes: { to: { int: INT64 } } });
  const whole = emitOne(e, 'Squeeze', [emitOne(e, 'Add', [last, one], [1])], []);
  const [sizes] = e.emit('Shape', [q], [{ dtype: 'int64', shape: [1] }], {
    attributes: { start: { int: 1 }, end: { int: 2 } },
  });
  const first = emitOne(e, 'Sub', [whole, emitOne(e, 'Squeeze', [sizes], [])], []);
  const tokens = dimAt(q, 1);
  const rows = emitOne(e, 'Range', [first, whole, one], [tokens]);
  const columns = emitOne(e, 'Range', [int64(e, 0n), whole, one], [total]);
  const column = emitOne(e, 'Unsqueeze', [rows, ints(e, [1])], [tokens, 1]);
  const bool = { dtype: 'bool', shape: [tokens, total] } as const;
  const [isLater] = e.emit('Less', [column, columns], [bool]);
  const float = { dtype: 'float32', shape: [tokens, total] } as const;
  return e.emit('Where', [isLater, scalar(e, NEVER), scalar(e, 0)], [float])[0];
}

/** softmax(q k + bias) v, over the last two axes. */
function weighted(e: Emitter, [q, k, v]: Qkv, bias: Value | undefined): Value {
  const shape = [...q.shape.slice(0, -1), dimAt(k, k.shape.length - 1)];
  const product = emitOne(e, 'MatMul', [q, k], shape);
  const scores = bias ? emitOne(e, 'Add', [product, bias], shape) : product;
  const shares = emitOne(e, 'Softmax', [scores], shape, { attributes: { axis: { int: -1 } } });
  return emitOne(e, 'MatMul', [shares, v], q.shape);
}

function scaled(e: Emitter, q: Value, headDim: number): Value {
  return emitOne(e, 'Mul', [q, scalar(e, 1 / Math.sqrt(headDim))], q.shape);
}

/** [batch, tokens, heads * headDim] as [batch, tokens, heads, headDim], with its axes in another order. */
function byHead(e: Emitter, x: Value, heads: number, order: readonly number[]): Value {
  const headDim = staticDim(x, 2) / heads;
  const shape = [dimAt(x, 0), dimAt(x, 1), heads, headDim];
  // 0 keeps a size.
  return transposed(e, reshape(e, x, [0, 0, heads, headDim], shape), order);
}

/** The inverse: [batch, heads, tokens, headDim] in the shape of q. */
function joined(e: Emitter, x: Value, q: Value): Value {
  return reshape(e, transposed(e, x, [0, 2, 1, 3]), [0, 0, staticDim(q, 2)], q.shape);
}

function transposed(e: Emitter, x: Value, order: readonly number[]): Value {
  const shape = order.map((axis) => dimAt(x, axis));
  return emitOne(e, 'Transpose', [x], shape, { attributes: { perm: { ints: order } } });
}

/** Heads in each group, as equal as they can be. */
function groupSizes(heads: number): readonly number[] {
  const count = Math.min(GROUPS, heads);
  return Array.from(
    { length: count },
    (_, i) => Math.floor((heads * (i + 1)) / count) - Math.floor((heads * i) / count),
  );
}

function split(e: Emitter, x: Value, sizes: readonly number[]): readonly Value[] {
  if (sizes.length === 1) return [x];
  const parts = sizes.map((size) => ({ dtype: x.dtype, shape: replaceDim(x.shape, 1, size) }));
  return e.emit('Split', [x, ints(e, sizes)], parts, { attributes: { axis: { int: 1 } } });
}

function concat(e: Emitter, parts: readonly Value[], shape: readonly Dim[]): Value {
  const [first, ...others] = parts as [Value, ...Value[]];
  return others.length === 0
    ? first
    : emitOne(e, 'Concat', [first, ...others], shape, { attributes: { axis: { int: 1 } } });
}

function reshape(e: Emitter, x: Value, sizes: readonly number[], shape: readonly Dim[]): Value {
  return emitOne(e, 'Reshape', [x, ints(e, sizes)], shape);
}

function at(parts: readonly Value[] | undefined, index: number): Value {
  const value = parts?.[index];
  if (!value) throw new Error('unreachable: every part has as many groups as there are');
  return value;
}

function scalar(e: Emitter, value: number): Value {
  return e.constant(float32(Float32Array.of(value), []));
}

function int64(e: Emitter, value: bigint): Value {
  return e.constant({ dtype: 'int64', dims: [], data: BigInt64Array.of(value) });
}
