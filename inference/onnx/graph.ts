/**
 * The operators of the builder as methods, each with its shape rule. Layers whose best operator depends on the device
 * come from the device's kernels; everything else is plain ONNX.
 */
import { rotationMatrix } from '../checkpoint/rows/rotate.ts';
import { float32 } from '../tensor.ts';
import { type EmitOptions, emitOne, type OutputSpec } from './emitter.ts';
import { GraphCore } from './graph-core.ts';
import { GroupOffsets } from './group-offsets.ts';
import type { CodedRows } from './kernels/integers.ts';
import type { CacheLengths, GroupedHeads, Qkv, RotaryTables } from './kernels/kernels.ts';
import type { Matrix, MatrixOfCodes, WidenedMatrix } from './matrix.ts';
import { broadcast, replaceDim, scaleDim, sumDims } from './shapes.ts';
import { type Dim, dimAt, type Shape, staticDim, type Value } from './value.ts';

/** "To the end" for Slice. */
const INT64_MAX = 2n ** 63n - 1n;

export class Graph extends GraphCore {
  /** Rotations by size. */
  readonly #rotations = new Map<number, Value>();
  /** Rotated values by name and size: the layers of one input share them. */
  readonly #rotated = new Map<string, Value>();
  readonly #offsets = new GroupOffsets(this);
  /** Integers of values by name and rotation: the layers of one input share them. */
  readonly #codedRows = new Map<string, CodedRows>();

  /** The graph's inputs `rope.cos` and `rope.sin`, each [tokens, pairs]. */
  rotaryInputs(tokens: Dim, pairs: number): RotaryTables {
    return {
      cos: this.input('rope.cos', 'float32', [tokens, pairs]),
      sin: this.input('rope.sin', 'float32', [tokens, pairs]),
    };
  }

  /**
   * x [rows, in] times a PyTorch linear layer `name.weight` [out, in], plus `name.bias` [out] if it has one, plus what
   * adapters add to the layer.
   */
  linear(x: Value, name: string, out: number, { bias = true }: { readonly bias?: boolean } = {}): Value {
    const { kernels } = this.device;
    const matrix = this.matrix(`${name}.weight`, out, staticDim(x, 1));
    const added = bias ? this.weight(`${name}.bias`, [out]) : undefined;
    let y = this.#product(x, matrix, added);
    for (const update of matrix.updates) y = kernels.addLowRank(this, y, x, update);
    return y;
  }

  #product(x: Value, matrix: Matrix, bias: Value | undefined): Value {
    switch (matrix.form) {
      case 'codes':
        return matrix.kernels.linear(this, this.#coded(x, matrix), matrix, bias);
      case 'nibbles':
        return this.#offsets.less(this.device.kernels.linearOfNibbles(this, x, matrix, bias), x, matrix.offset);
      case 'widened':
        return this.#exactProduct(x, matrix, bias);
    }
  }

  #exactProduct(x: Value, { weight, scale, offset, rotation }: WidenedMatrix, bias: Value | undefined): Value {
    const inputs = rotation === undefined ? x : this.rotate(x, rotation);
    let y = this.device.kernels.linear(this, inputs, weight, scale ? undefined : bias);
    // Scaling the outputs costs less than scaling the weight, and is the same.
    if (scale) y = bias ? this.add(this.mul(y, scale), bias) : this.mul(y, scale);
    return this.#offsets.less(y, inputs, offset);
  }

  #coded(x: Value, { kernels, rotation }: MatrixOfCodes): CodedRows {
    const key = `${x.name} ${rotation}`;
    const rows = this.#codedRows.get(key) ?? kernels.quantise(this, x, rotation);
    this.#codedRows.set(key, rows);
    return rows;
  }

  /** x [rows, in] times the rotation of `checkpoint/rows/rotate.ts`, which a rotated weight then undoes. */
  rotate(x: Value, size: number): Value {
    const key = `${x.name} ${size}`;
    const known = this.#rotated.get(key);
    if (known) return known;
    const matrix = this.#rotations.get(size) ?? this.constant(float32(rotationMatrix(size), [size, size]));
    this.#rotations.set(size, matrix);
    const groups = this.reshape(x, [scaleDim(dimAt(x, 0), staticDim(x, 1) / size), size]);
    const rotated = this.reshape(this.#one('MatMul', [groups, matrix], groups.shape), x.shape);
    this.#rotated.set(key, rotated);
    return rotated;
  }

  /** x [rows, in] times the transpose of a weight [out, in]. */
  project(x: Value, weight: Value): Value {
    return this.device.kernels.linear(this, x, weight, undefined);
  }

  add(a: Value, b: Value): Value {
    return this.#one('Add', [a, b], broadcast(a.shape, b.shape));
  }

  /** Adds matrices of one width; `b` has the rows of `a`, or one row for all, as a run gives it. */
  addRows(a: Value, b: Value): Value {
    return this.#one('Add', [a, b], a.shape);
  }

  mul(a: Value, b: Value): Value {
    return this.#one('Mul', [a, b], broadcast(a.shape, b.shape));
  }

  div(a: Value, b: Value): Value {
    return this.#one('Div', [a, b], broadcast(a.shape, b.shape));
  }

  /** LayerNorm over the last axis; scale and bias may vary by row (adaptive LayerNorm): [width] or [rows, width]. */
  layerNorm(x: Value, scale: Value, bias: Value | undefined, epsilon: number): Value {
    return this.device.kernels.layerNorm(this, x, scale, bias, epsilon);
  }

  /** RMSNorm over the last axis, times a weight of that width. */
  rmsNorm(x: Value, weight: Value, epsilon: number): Value {
    return this.device.kernels.rmsNorm(this, x, weight, epsilon);
  }

  /** GELU in its tanh approximation. */
  geluTanh(x: Value): Value {
    return this.device.kernels.geluTanh(this, x);
  }

  /** GELU, exact. */
  gelu(x: Value): Value {
    return this.device.kernels.gelu(this, x);
  }

  /** x times sigmoid(x). */
  silu(x: Value): Value {
    return this.device.kernels.silu(this, x);
  }

  clip(x: Value, low: number, high?: number): Value {
    return this.#one('Clip', [x, this.scalar(low), ...(high === undefined ? [] : [this.scalar(high)])], x.shape);
  }

  /** L2 norm along an axis, which stays with size 1. */
  l2Norm(x: Value, axis: number): Value {
    const attributes = { keepdims: { int: 1 } };
    return this.#one('ReduceL2', [x, this.ints([axis])], replaceDim(x.shape, axis, 1), { attributes });
  }

  /** Same values, other sizes; at most one of them symbolic. */
  reshape(x: Value, shape: Shape): Value {
    if (shape.filter((dim) => typeof dim === 'string').length > 1) {
      throw new Error(`reshape to [${shape.join(', ')}]: use reshapeLike`);
    }
    return this.#one('Reshape', [x, this.ints(shape.map((dim) => (typeof dim === 'number' ? dim : -1)))], shape);
  }

  /** Same values in the shape of another value. */
  reshapeLike(x: Value, like: Value): Value {
    const [shape] = this.emit('Shape', [like], [{ dtype: 'int64', shape: [like.shape.length] }]);
    return this.#one('Reshape', [x, shape], like.shape);
  }

  transpose(x: Value, order: readonly number[]): Value {
    const shape = order.map((axis) => dimAt(x, axis));
    return this.#one('Transpose', [x], shape, { attributes: { perm: { ints: order } } });
  }

  /** @param size name of the summed size when it is not a number; defaults to the sum of the parts. */
  concat(parts: readonly [Value, ...Value[]], axis: number, size?: Dim): Value {
    const total = size ?? parts.map((part) => dimAt(part, axis)).reduce(sumDims);
    const attributes = { axis: { int: axis } };
    return this.#one('Concat', parts, replaceDim(parts[0].shape, axis, total), { attributes });
  }

  /** Cuts an axis in two where `head`'s axis 0 ends. */
  splitAfter(x: Value, axis: number, head: Value, tail: Dim): readonly [Value, Value] {
    const [end] = this.emit('Shape', [head], [{ dtype: 'int64', shape: [1] }], {
      attributes: { start: { int: 0 }, end: { int: 1 } },
    });
    const axes = this.ints([axis]);
    return [
      this.#one('Slice', [x, this.ints([0]), end, axes], replaceDim(x.shape, axis, dimAt(head, 0))),
      this.#one('Slice', [x, end, this.ints([INT64_MAX]), axes], replaceDim(x.shape, axis, tail)),
    ];
  }

  /** Two equal parts along an axis. */
  split2(x: Value, axis: number): readonly [Value, Value] {
    const part = this.#part(x, axis, 2);
    return this.emit('Split', [x], [part, part], { attributes: splitAttributes(axis, 2) });
  }

  /** Three equal parts along an axis. */
  split3(x: Value, axis: number): readonly [Value, Value, Value] {
    const part = this.#part(x, axis, 3);
    return this.emit('Split', [x], [part, part, part], { attributes: splitAttributes(axis, 3) });
  }

  /** The slice at one index of an axis, the axis gone. */
  at(x: Value, axis: number, index: number): Value {
    const scalar = this.constant({ dtype: 'int64', dims: [], data: BigInt64Array.of(BigInt(index)) });
    const shape = x.shape.filter((_, i) => i !== axis);
    return this.#one('Gather', [x, scalar], shape, { attributes: { axis: { int: axis } } });
  }

  /** Rows of a matrix by number. */
  rows(x: Value, numbers: Value): Value {
    const shape = [...numbers.shape, ...x.shape.slice(1)];
    return this.#one('Gather', [x, numbers], shape, { attributes: { axis: { int: 0 } } });
  }

  /**
   * Rotary embedding of x [1, tokens, heads * headDim] with one angle per token and pair.
   * @param interleaved pairs are neighbours (2k, 2k+1); otherwise (k, k + headDim / 2).
   */
  rotary(x: Value, tables: RotaryTables, heads: number, { interleaved }: { readonly interleaved: boolean }): Value {
    return this.device.kernels.rotary(this, x, tables, heads, interleaved);
  }

  /** Attention of every token to every token; q, k, v are [1, tokens, heads * headDim], scale 1 / sqrt(headDim). */
  attention(q: Value, k: Value, v: Value, heads: number): Value {
    return this.device.kernels.attention(this, [q, k, v], heads);
  }

  /**
   * Attention within each of a batch of short sequences [batch, tokens, heads * headDim].
   * @param valid int32 [batch, tokens]: 0 for padding.
   */
  paddedAttention(q: Value, k: Value, v: Value, valid: Value, heads: number): Value {
    return this.device.kernels.paddedAttention(this, [q, k, v], valid, heads);
  }

  /**
   * Causal grouped-query attention that continues a cache.
   * @param past keys and values so far, each [1, kvHeads, past, headDim].
   * @param total size of the grown cache along its third axis.
   * @returns attended [1, tokens, heads * headDim] and the grown cache.
   */
  causalAttention(
    qkv: Qkv,
    past: readonly [keys: Value, values: Value],
    lengths: CacheLengths,
    heads: GroupedHeads,
    total: Dim,
  ): readonly [attended: Value, keys: Value, values: Value] {
    return this.device.kernels.causalAttention(this, qkv, past, lengths, heads, total);
  }

  scalar(value: number): Value {
    return this.constant(float32(Float32Array.of(value), []));
  }

  ints(values: readonly (number | bigint)[]): Value {
    return this.constant({ dtype: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) });
  }

  #part(x: Value, axis: number, count: number): OutputSpec {
    return { dtype: x.dtype, shape: replaceDim(x.shape, axis, scaleDim(dimAt(x, axis), 1 / count)) };
  }

  #one(op: string, inputs: readonly [Value, ...(Value | undefined)[]], shape: Shape, options?: EmitOptions): Value {
    return emitOne(this, op, inputs, shape, options);
  }
}

function splitAttributes(axis: number, count: number): NonNullable<EmitOptions['attributes']> {
  return { axis: { int: axis }, num_outputs: { int: count } };
}
