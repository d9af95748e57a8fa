/** Golden tensors of the reference implementation, and how close a result is to them. */
import { fileURLToPath } from 'node:url';
import { elementCount, float32, type Tensor } from '../../../inference/tensor.ts';
import { loadGoldens } from './golden-tensors.ts';

/** Absolute path of a file in the repository. */
export const repoPath = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export const TINY = repoPath('models/tiny-random');
export const CHECKPOINTS = repoPath('test/fixtures/checkpoints');

export interface Goldens {
  readonly names: readonly string[];
  get(name: string): Promise<Tensor<'float32'>>;
}

/** Opens `test/fixtures/goldens/NAME.safetensors`. */
export async function openGoldens(name: string): Promise<Goldens> {
  const tensor = await loadGoldens(`${name}.safetensors`);
  return {
    names: tensor.names,
    get: async (key) => {
      const { values, dims } = tensor(key);
      return float32(values, dims);
    },
  };
}

/** The same values in another shape. */
export function view(tensor: Tensor<'float32'>, dims: readonly number[]): Tensor<'float32'> {
  return float32(tensor.data, dims);
}

/** Without the batch axis of size 1. */
export function unbatched(tensor: Tensor<'float32'>): Tensor<'float32'> {
  return view(tensor, tensor.dims.slice(1));
}

/** Tensors below each other. */
export function stack(...parts: readonly Tensor<'float32'>[]): Tensor<'float32'> {
  const rows = parts.reduce((sum, part) => sum + (part.dims[0] ?? 0), 0);
  return float32(Float32Array.from(parts.flatMap((part) => [...part.data])), [
    rows,
    ...(parts[0]?.dims.slice(1) ?? []),
  ]);
}

/**
 * Largest absolute difference of two tensors of the same size; infinite when a value is not a number.
 * `GOLDENS=1 npx vitest run test/inference` prints every one.
 */
export function gap(what: string, actual: Tensor | undefined, expected: Tensor): number {
  if (actual?.data.length !== elementCount(expected.dims))
    throw new Error(`${what}: size [${actual?.dims.join(', ')}], expected [${expected.dims.join(', ')}]`);
  let worst = 0;
  for (let i = 0; i < expected.data.length; i += 1) {
    const difference = Math.abs(Number(actual.data[i]) - Number(expected.data[i]));
    worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
  }
  if (process.env['GOLDENS']) console.log(`${what}: ${worst.toExponential(2)}`);
  return worst;
}
