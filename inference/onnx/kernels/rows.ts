/** Pieces of kernels: reshaping rows and constants, and the rotation of rows. */
import { rotationMatrix } from '../../checkpoint/rows/rotate.ts';
import { float32 } from '../../tensor.ts';
import { type Emitter, emitOne } from '../emitter.ts';
import { scaleDim } from '../shapes.ts';
import { type Dim, dimAt, staticDim, type Value } from '../value.ts';

/** Blocks of the rotation by size. A graph stores an array that it gets again only once. */
const MATRICES = new Map<number, Float32Array>();

/** One block of the rotation of `checkpoint/rows/rotate.ts`, [size, size]. */
export function rotationBlock(e: Emitter, size: number): Value {
  const block = MATRICES.get(size) ?? rotationMatrix(size);
  MATRICES.set(size, block);
  return e.constant(float32(block, [size, size]));
}

/** x [rows, in] with each group of `size` neighbours times the rotation, by one product. */
export function rotatedRows(e: Emitter, x: Value, size: number): Value {
  const groups = reshaped(e, x, [scaleDim(dimAt(x, 0), staticDim(x, 1) / size), size]);
  return reshaped(e, emitOne(e, 'MatMul', [groups, rotationBlock(e, size)], groups.shape), x.shape);
}

/** @param shape at most one size of it is a name. */
export function reshaped(e: Emitter, x: Value, shape: readonly Dim[]): Value {
  const sizes = shape.map((dim) => (typeof dim === 'number' ? dim : -1));
  return emitOne(e, 'Reshape', [x, ints(e, sizes)], shape);
}

export function ints(e: Emitter, values: readonly number[]): Value {
  return e.constant({ dtype: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) });
}
