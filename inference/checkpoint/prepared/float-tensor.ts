/** A float32 tensor of a prepared file whose values are computed when they are written. */
import type { PreparedTensor } from './prepared-file.ts';

export function floatTensor(
  name: string,
  shape: readonly number[],
  values: () => Promise<Float32Array>,
): PreparedTensor {
  return {
    name,
    dtype: 'F32',
    shape,
    async *bytes() {
      const data = await values();
      yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    },
  };
}
