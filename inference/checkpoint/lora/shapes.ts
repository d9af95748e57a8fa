/** Sizes of the tensors of LoRA files. Some writers keep the trailing sizes of 1 of a convolution. */
import { InferenceError } from '../../errors.ts';
import type { WeightLocation } from '../stored-weight.ts';
import type { LoraTensor } from './lora-file.ts';

/** Sizes without those of 1 at the end; a tensor of one value has none. */
export function withoutTrailingOnes(shape: readonly number[]): readonly number[] {
  return shape.slice(0, shape.findLastIndex((size) => size !== 1) + 1);
}

/**
 * A tensor that must have these sizes, apart from sizes of 1 at the end.
 * @throws InferenceError `tensor-mismatch`, naming file and tensor.
 */
export function expectShape(given: LoraTensor, shape: readonly number[]): LoraTensor {
  if (withoutTrailingOnes(given.shape).join() === withoutTrailingOnes(shape).join()) return { ...given, shape };
  const { file, tensor } = given;
  const [expected, received] = [`[${shape.join(', ')}]`, `[${given.shape.join(', ')}]`];
  const message = `${file}: ${tensor} does not fit the model: expected ${expected}, received ${received}`;
  throw new InferenceError('tensor-mismatch', message, { file, tensor, expected, received });
}

/** Rows [from, from + count) of a tensor, as a tensor of its own. */
export function rowsOf<L extends WeightLocation>(location: L, from: number, count: number): L {
  const [rows = 1, ...rest] = location.shape;
  const rowBytes = location.length / Math.max(1, rows);
  return {
    ...location,
    offset: location.offset + from * rowBytes,
    length: count * rowBytes,
    shape: [count, ...rest],
  };
}
