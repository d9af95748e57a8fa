/** Weight files of published names and shapes, with gaussian values in bfloat16: the same in every run. */
import { PreparedFile, type PreparedTensor } from '../../inference/checkpoint/prepared/prepared-file.ts';
import { elementCount } from '../../inference/tensor.ts';
import type { Shapes } from '../../test/support/sparse-checkpoint.ts';

let state = 1;

/** Numbers of a uniform distribution in [0, 1): mulberry32. */
export function uniform(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** Numbers of a standard normal distribution: Box-Muller. */
export const gaussian = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

/** Values of all weights. Its length is prime, so that no two rows of a matrix are equal. */
const pattern = Uint16Array.from({ length: 1_048_583 }, () => {
  const [word = 0] = new Uint32Array(Float32Array.of(gaussian() / 50).buffer);
  return word >>> 16;
});

function bfloat16(name: string, shape: readonly number[], index: number): PreparedTensor {
  return {
    name,
    dtype: 'BF16',
    shape,
    async *bytes() {
      let at = (index * 65_537) % pattern.length;
      for (let left = elementCount(shape); left > 0; at = 0) {
        const piece = pattern.slice(at, at + left);
        left -= piece.length;
        yield new Uint8Array(piece.buffer);
      }
    },
  };
}

/** Writes a file of weights with a standard deviation of 0.02. @returns the file, whose values can be mapped. */
export async function writeRandomWeights(folder: string, shapes: Shapes): Promise<PreparedFile> {
  const tensors = Object.entries(shapes).map(([name, shape], i) => bfloat16(name, shape, i));
  const file = new PreparedFile(folder, 'random weights', tensors);
  await file.write();
  return file;
}
