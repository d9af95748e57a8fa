/** Sums of latents, each with a factor. */
import { float32 } from '../../tensor.ts';
import { checkSameShape } from '../../tensor-shape.ts';
import type { Latents } from './sampler.ts';

/**
 * Summed in float64, rounded once. A factor of 0 leaves its latents out, also where they are not finite.
 * @throws InferenceError `tensor-mismatch` when shapes differ.
 */
export function mix(...terms: readonly (readonly [factor: number, latents: Latents])[]): Latents {
  const [first] = terms;
  if (first === undefined) throw new RangeError('A sum needs a term');
  const sum = new Float64Array(first[1].data.length);
  for (const [factor, latents] of terms) {
    checkSameShape('latents', first[1], latents);
    if (factor === 0) continue;
    for (const [i, value] of latents.data.entries()) sum[i] = (sum[i] as number) + factor * value;
  }
  return float32(Float32Array.from(sum), first[1].dims);
}
