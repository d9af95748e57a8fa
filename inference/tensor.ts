/**
 * A tensor as plain data: the only numeric value that crosses a boundary (node to node, process to process, cache).
 * Row-major and dense; never a view into a larger buffer that is still written to.
 */

/** Element types that leave a checkpoint file or an ONNX graph. `float16` and `bfloat16` are raw 16-bit patterns. */
export interface TensorDataByType {
  readonly float32: Float32Array;
  readonly float16: Uint16Array;
  readonly bfloat16: Uint16Array;
  readonly int64: BigInt64Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly bool: Uint8Array;
}

export type DType = keyof TensorDataByType;

export interface Tensor<D extends DType = DType> {
  readonly dtype: D;
  /** Sizes, outermost first; an empty list is a scalar. */
  readonly dims: readonly number[];
  readonly data: TensorDataByType[D];
}

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/**
 * A float32 tensor over existing data.
 * @throws RangeError when the data does not fill the shape exactly.
 */
export function float32(data: Float32Array, dims: readonly number[]): Tensor<'float32'> {
  if (data.length !== elementCount(dims)) {
    throw new RangeError(`Expected ${elementCount(dims)} values for shape [${dims.join(', ')}], got ${data.length}`);
  }
  return { dtype: 'float32', dims, data };
}

/** Zeros of a shape. */
export function zeros(dims: readonly number[]): Tensor<'float32'> {
  return float32(new Float32Array(elementCount(dims)), dims);
}

/**
 * Matrices of one width below each other, [rows of all, width].
 * @throws RangeError for no part, or parts that are no matrices of one width.
 */
export function stackRows(parts: readonly Tensor<'float32'>[]): Tensor<'float32'> {
  const width = parts[0]?.dims[1];
  if (width === undefined || parts.some(({ dims }) => dims.length !== 2 || dims[1] !== width)) {
    const shapes = parts.map(({ dims }) => `[${dims.join(', ')}]`);
    throw new RangeError(`Expected matrices of one width, got ${shapes.join(', ') || 'none'}`);
  }
  const rows = parts.reduce((sum, { dims }) => sum + (dims[0] as number), 0);
  const stacked = zeros([rows, width]);
  let at = 0;
  for (const { data } of parts) {
    stacked.data.set(data, at);
    at += data.length;
  }
  return stacked;
}
