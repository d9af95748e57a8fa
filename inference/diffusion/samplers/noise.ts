/** The noise that a sampler adds. */
import { elementCount, float32 } from '../../tensor.ts';
import { framesFirst } from '../noise/latent-noise.ts';
import { generatorAfter, MAX_SEED } from '../noise/torch-generator.ts';
import type { Latents } from './sampler.ts';

/**
 * Draw number `index` of the sampler's generator, shaped as the latents. Its seed is one more than that of the picture,
 * so that it does not repeat the noise which the run starts from. Frames lie within channels. Source:
 * `default_noise_sampler`, k_diffusion of ComfyUI.
 * @param seed decimal digits.
 */
export function samplerNoise(seed: string, dims: readonly number[], index: number): Latents {
  const count = elementCount(dims);
  const next = String((BigInt(seed) + 1n) & MAX_SEED);
  const earlier = Array.from({ length: index }, () => count);
  return framesFirst(float32(generatorAfter(next, earlier).randn(count), dims));
}
