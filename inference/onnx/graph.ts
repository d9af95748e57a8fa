/**
 * The operators of the builder as methods, each with its shape rule. Kernels are those that measured best on the CPU
 * provider of onnxruntime 1.30: Gemm on transposed weights, fused attention, rotary and normalisation operators.
 */
import { float32 } from '../tensor.ts';
import { GraphCore } from './graph-core.ts';
import type { Dim, Shape, Value } from './model.ts';
import { broadcast, replaceDim, scaleDim, sumDims } from './shapes.ts';

const CONTRIB = 'com.microsoft';
/** "To the end" for Slice. */
const INT64_MAX = 2n ** 63n - 1n;

/** Cosines and sines of rotary angles, each [tokens, headDim / 2]. */
export interface RotaryTables {
  readonly cos: Value;
  readonly sin: Value;
}

export class Graph extends GraphCore {
  /** x [rows, in] times a PyTorch linear layer `name.weight` [out, in], plus `name.bias` [out] if it has one. */
  linear(x: Value, name: string, out: number, { bias = true }: { readonly bias?: boolean } = {}): Value {
    const weight = this.weight(`${name}.weight`, [out, staticDim(x, 1)]);
    return this.project(x, weight, bias ? this.weight(`${name}.bias`, [out]) : undefined);
  }

  /** x [rows, in] times a weight [out, in], plus a bias [out]. */
  project(x: Value, weight: Value, bias?: Value): Value {
    return this.#one('Gemm', bias ? [x, weight, bias] : [x, weight], [dimAt(x, 0), dimAt(weight, 0)], {
      transB: { int: 1 },
    });
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
  layerNorm(x: Value, scale: Value, bias: Value, epsilon: number): Value {
    return this.#one('LayerNormalization', [x, scale, bias], x.shape, {
      axis: { int: -1 },
      epsilon: { float: epsilon },
    });
  }

  /** RMSNorm over the last axis, times a weight of that width. */
  rmsNorm(x: Value, weight: Value, epsilon: number): Value {
    return this.#one('SimplifiedLayerNormalization', [x, weight], x.shape, {
      axis: { int: -1 },
      epsilon: { float: epsilon },
    });
  }

  /** GELU in its tanh approximation. */
  geluTanh(x: Value): Value {
    return this.#contrib('FastGelu', [x], x.shape);
  }

  /** GELU, exact. */
  gelu(x: Value): Value {
    return this.#one('Gelu', [x], x.shape, { approximate: { string: 'none' } });
  }

  /** x times sigmoid(x). */
  silu(x: Value): Value {
    return this.#contrib('QuickGelu', [x], x.shape, { alpha: { float: 1 } });
  }

  clip(x: Value, low: number, high?: number): Value {
    return this.#one('Clip', [x, this.scalar(low), ...(high === undefined ? [] : [this.scalar(high)])], x.shape);
  }

  /** L2 norm along an axis, which stays with size 1. */
  l2Norm(x: Value, axis: number): Value {
    return this.#one('ReduceL2', [x, this.ints([axis])], replaceDim(x.shape, axis, 1), { keepdims: { int: 1 } });
  }

  /** Same values, other sizes; at most one of them symbolic. */
  reshape(x: Value, shape: Shape): Value {
    if (shape.filter((dim) => typeof dim === 'string').length > 1)
      throw new Error(`reshape to [${shape.join(', ')}]: use reshapeLike`);
    return this.#one('Reshape', [x, this.ints(shape.map((dim) => (typeof dim === 'number' ? dim : -1)))], shape);
  }

  /** Same values in the shape of another value. */
  reshapeLike(x: Value, like: Value): Value {
    const [shape] = this.emit('Shape', [like], [{ dtype: 'int64', shape: [like.shape.length] }]);
    return this.#one('Reshape', [x, shape], like.shape);
  }

  transpose(x: Value, order: readonly number[]): Value {
    return this.#one(
      'Transpose',
      [x],
      order.map((axis) => dimAt(x, axis)),
      { perm: { ints: order } },
    );
  }

  /** @param size name of the summed size when it is not a number; defaults to the sum of the parts. */
  concat(parts: readonly [Value, ...Value[]], axis: number, size?: Dim): Value {
    const total = size ?? parts.slice(1).reduce((sum, part) => sumDims(sum, dimAt(part, axis)), dimAt(parts[0], axis));
    return this.#one('Concat', parts, replaceDim(parts[0].shape, axis, total), { axis: { int: axis } });
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

  /** Equal parts along an axis. */
  chunk(x: Value, axis: number, count: number): readonly Value[] {
    const shape = replaceDim(x.shape, axis, scaleDim(dimAt(x, axis), 1 / count));
    const outputs = Array.from({ length: count }, () => ({ dtype: x.dtype, shape }));
    return this.emit('Split', [x], outputs, { attributes: { axis: { int: axis }, num_outputs: { int: count } } });
  }

  /** The slice at one index of an axis, the axis gone. */
  at(x: Value, axis: number, index: number): Value {
    const scalar = this.constant({ dtype: 'int64', dims: [], data: BigInt64Array.of(BigInt(index)) });
    const shape = x.shape.filter((_, i) => i !== axis);
    const [value] = this.emit('Gather', [x, scalar], [{ dtype: x.dtype, shape }], {
      attributes: { axis: { int: axis } },
    });
    return value;
  }

  /** Rows of a matrix by number. */
  rows(x: Value, numbers: Value): Value {
    return this.#one('Gather', [x, numbers], [...numbers.shape, ...x.shape.slice(1)], { axis: { int: 0 } });
  }

  /**
   * Rotary embedding of x [1, tokens, heads * headDim] with one angle per token and pair.
   * @param interleaved pairs are neighbours (2k, 2k+1); otherwise (k, k + headDim / 2).
   */
  rotary(
    x: Value,
    { cos, sin }: RotaryTables,
    heads: number,
    { interleaved }: { readonly interleaved: boolean },
  ): Value {
    return this.#contrib('RotaryEmbedding', [x, this.ints([0]), cos, sin], x.shape, {
      interleaved: { int: interleaved ? 1 : 0 },
      num_heads: { int: heads },
    });
  }

  /** Full attention over q, k, v [1, tokens, heads * headDim], scale 1 / sqrt(headDim). No mask: that keeps the flash kernel. */
  attention(q: Value, k: Value, v: Value, heads: number): Value {
    return this.#contrib('MultiHeadAttention', [q, k, v], q.shape, { num_heads: { int: heads } });
  }

  /** Attention within each of a batch of short sequences [batch, tokens, heads * headDim]; `valid` int32 [batch, tokens] is 0 for padding. */
  paddedAttention(q: Value, k: Value, v: Value, valid: Value, heads: number): Value {
    return this.#contrib('MultiHeadAttention', [q, k, v, undefined, valid], q.shape, { num_heads: { int: heads } });
  }

  /**
   * Causal grouped-query attention that continues a cache.
   * @param past keys and values so far, each [1, kvHeads, past, headDim].
   * @param lengths `lastIndex` int32 [1] = past + new - 1, `total` int32 scalar = past + new.
   * @returns attended [1, tokens, heads * headDim] and the grown cache.
   */
  causalAttention(
    [q, k, v]: readonly [Value, Value, Value],
    past: readonly [Value, Value],
    lengths: { readonly lastIndex: Value; readonly total: Value },
    heads: { readonly query: number; readonly kv: number },
    total: Dim,
  ): readonly [attended: Value, keys: Value, values: Value] {
    const cache = { dtype: q.dtype, shape: replaceDim(past[0].shape, 2, total) } as const;
    return this.emit(
      'GroupQueryAttention',
      [q, k, v, ...past, lengths.lastIndex, lengths.total],
      [{ dtype: q.dtype, shape: q.shape }, cache, cache],
      { domain: CONTRIB, attributes: { num_heads: { int: heads.query }, kv_num_heads: { int: heads.kv } } },
    );
  }

  /** Convolution of x [1, in, h, w] with weight [out, in, k, k]. `pads`: top, left, bottom, right. */
  conv(
    x: Value,
    weight: Value,
    bias: Value,
    { pads = [0, 0, 0, 0], stride = 1 }: { readonly pads?: readonly number[]; readonly stride?: number } = {},
  ): Value {
    const [out, kernel] = [dimAt(weight, 0), staticDim(weight, 2)];
    const shape: Shape = [dimAt(x, 0), out, scaleDim(dimAt(x, 2), 1 / stride), scaleDim(dimAt(x, 3), 1 / stride)];
    return this.#one('Conv', [x, weight, bias], shape, {
      kernel_shape: { ints: [kernel, kernel] },
      pads: { ints: pads },
      strides: { ints: [stride, stride] },
    });
  }

  /** Nearest-neighbour upsampling of [1, c, h, w] by 2. */
  upsample2(x: Value): Value {
    const scales = this.constant(float32(Float32Array.of(1, 1, 2, 2), [4]));
    return this.#one(
      'Resize',
      [x, undefined, scales],
      [dimAt(x, 0), dimAt(x, 1), scaleDim(dimAt(x, 2), 2), scaleDim(dimAt(x, 3), 2)],
      {
        mode: { string: 'nearest' },
        coordinate_transformation_mode: { string: 'asymmetric' },
        nearest_mode: { string: 'floor' },
      },
    );
  }

  scalar(value: number): Value {
    return this.constant(float32(Float32Array.of(value), []));
  }

  ints(values: readonly (number | bigint)[]): Value {
    return this.constant({ dtype: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) });
  }

  #one(op: string, inputs: readonly (Value | undefined)[], shape: Shape, attributes = {}): Value {
    return this.emit(op, inputs, [{ dtype: inputs[0]?.dtype ?? 'float32', shape }], { attributes })[0];
  }

  #contrib(op: string, inputs: readonly (Value | undefined)[], shape: Shape, attributes = {}): Value {
    return this.emit(op, inputs, [{ dtype: inputs[0]?.dtype ?? 'float32', shape }], { attributes, domain: CONTRIB })[0];
  }
}

function dimAt(value: Value, axis: number): Dim {
  const dim = value.shape[axis];
  if (dim === undefined) throw new Error(`${value.name} [${value.shape.join(', ')}] has no axis ${axis}`);
  return dim;
}

function staticDim(value: Value, axis: number): number {
  const dim = dimAt(value, axis);
  if (typeof dim !== 'number') throw new Error(`${value.name}: axis ${axis} must be known, is ${dim}`);
  return dim;
}
