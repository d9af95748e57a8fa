/** Parts of tensors. */
import { elementCount, float32, type Tensor } from './tensor.ts';

/**
 * `count` slices of a tensor along an axis, from slice number `first` on.
 * @throws RangeError when the tensor has no such slices.
 */
export function cutTensor(tensor: Tensor<'float32'>, axis: number, first: number, count: number): Tensor<'float32'> {
  const { dims, data } = tensor;
  const length = dims[axis] ?? 0;
  if (first < 0 || count < 1 || first + count > length)
    throw new RangeError(`Expected slices within ${length}, got ${count} from ${first} on`);
  const slice = elementCount(dims.slice(axis + 1));
  const cut = dims.map((size, i) => (i === axis ? count : size));
  const result = new Float32Array(elementCount(cut));
  for (let block = 0; block * count * slice < result.length; block += 1) {
    const from = (block * length + first) * slice;
    result.set(data.subarray(from, from + count * slice), block * count * slice);
  }
  return float32(result, cut);
}
