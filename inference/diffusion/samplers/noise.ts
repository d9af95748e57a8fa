/** The noise that a sampler adds. */
import { elementCount, float32 } from '../../tensor.ts';
import { MAX_SEED, TorchGenerator } from '../noise/torch-generator.ts';
import type { Latents } from './sampler.ts';

/**
 * Draw number `index` of the sampler's generator, shaped as the latents. Its seed is one more than that of the picture,
 * so that it does not repeat the noise which the run starts from. Source: `default_noise_sampler`, k_diffusion of
 * ComfyUI.
 * @param seed decimal digits.
 */
export function samplerNoise(seed: string, dims: readonly number[], index: number): Latents {
  const generator = new TorchGenerator((BigInt(seed) + 1n) & MAX_SEED);
  const count = elementCount(dims);
  for (let draw = 0; draw < index; draw += 1) generator.randn(count);
  return float32(generator.randn(count), dims);
}
