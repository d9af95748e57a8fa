/**
 * Attention in which the first tokens see keys by a mask, and all others see every key. The others go through the
 * device's fast kernel, which takes no mask. The first are few, so plain operators serve them.
 *
 * There may be no first token at all, but onnxruntime 1.30 divides by zero in products of nothing. So the mask is for
 * one token more than there are, which comes last: the only one that sees itself.
 */
import { zeros } from '../tensor.ts';
import { emitOne } from '../onnx/emitter.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Qkv } from '../onnx/kernels/kernels.ts';
import { replaceDim } from '../onnx/shapes.ts';
import { type Dim, dimAt, staticDim, type Value } from '../onnx/value.ts';

/** "To the end" for Slice. */
const INT64_MAX = 2n ** 63n - 1n;

/**
 * The mask for the first tokens of a sequence, which see each other causally.
 * @param past tokens before them, which all of them see. @param tokens their number.
 * @returns [tokens + 1, past + tokens + 1] for {@link partlyMaskedAttention}.
 */
export function causalMask(past: number, tokens: number): Float32Array {
  const seen = past + tokens + 1;
  const mask = new Float32Array((tokens + 1) * seen);
  for (let row = 0; row < tokens; row += 1) mask.fill(-Infinity, row * seen + past + row + 1, (row + 1) * seen);
  return mask.fill(-Infinity, tokens * seen, -1);
}

/**
 * @param qkv queries [1, tokens, heads * headDim]; keys and values [1, all, heads * headDim].
 * @param mask added to the scores [masked + 1, seen + 1]: row i is that of token i, which sees the first `seen` keys at
 *   most. The last row and column are for no token.
 * @returns [1, tokens, heads * headDim].
 */
export function partlyMaskedAttention(g: Graph, [q, k, v]: Qkv, mask: Value, heads: number): Value {
  const [masked, seen] = [lessOne(g, mask, 0), lessOne(g, mask, 1)];
  const nothing = g.constant(zeros([1, 1, staticDim(q, 2)]));
  const first = (x: Value, count: Value, axis: number): Value =>
    g.concat([slice(g, x, g.ints([0]), count, `first of ${dimAt(mask, axis)}`), nothing], 1, dimAt(mask, axis));
  const attended = maskedAttention(g, [first(q, masked, 0), first(k, seen, 1), first(v, seen, 1)], mask, heads);
  const head = slice(g, attended, g.ints([0]), g.ints([-1]), 'masked'); // [1, masked, heads * headDim]
  // Its first rows see too much, and are left out.
  const unmasked = g.attention(q, k, v, heads); // [1, tokens, heads * headDim]
  const tail = slice(g, unmasked, masked, g.ints([INT64_MAX]), 'unmasked'); // [1, unmasked, heads * headDim]
  return g.concat([head, tail], 1, dimAt(q, 1)); // [1, tokens, heads * headDim]
}

function maskedAttention(g: Graph, [q, k, v]: Qkv, mask: Value, heads: number): Value {
  const [rows, keys] = [dimAt(mask, 0), dimAt(mask, 1)];
  const width = staticDim(q, 2);
  const headDim = width / heads;
  const byHead = (x: Value, order: readonly number[]): Value =>
    g.transpose(g.reshape(x, [dimAt(x, 1), heads, headDim]), order);
  const scaled = g.mul(byHead(q, [1, 0, 2]), g.scalar(1 / Math.sqrt(headDim))); // [heads, masked + 1, headDim]
  const scores = emitOne(g, 'MatMul', [scaled, byHead(k, [1, 2, 0])], [heads, rows, keys]);
  const added = emitOne(g, 'Add', [scores, mask], scores.shape); // [heads, masked + 1, seen + 1]
  const shares = emitOne(g, 'Softmax', [added], scores.shape, { attributes: { axis: { int: -1 } } });
  const sums = emitOne(g, 'MatMul', [shares, byHead(v, [1, 0, 2])], [heads, rows, headDim]);
  return g.reshape(g.transpose(sums, [1, 0, 2]), [1, rows, width]); // [1, masked + 1, heads * headDim]
}

/** The size of an axis, less one, int64 [1]. */
function lessOne(g: Graph, x: Value, axis: number): Value {
  const attributes = { start: { int: axis }, end: { int: axis + 1 } };
  const [size] = g.emit('Shape', [x], [{ dtype: 'int64', shape: [1] }], { attributes });
  return emitOne(g, 'Sub', [size, g.ints([1])], [1]);
}

/** Rows from `begin` to before `end` of x [1, rows, width]. */
function slice(g: Graph, x: Value, begin: Value, end: Value, rows: Dim): Value {
  return emitOne(g, 'Slice', [x, begin, end, g.ints([1])], replaceDim(x.shape, 1, rows));
}
