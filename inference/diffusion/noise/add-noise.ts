/** Latents brought to a noise level with the noise of a seed. */
import { image } from '../../tensor-shape.ts';
import type { Tensor } from '../../tensor.ts';
import { drawLatentNoise, mixNoise, type ModelPrecision } from './latent-noise.ts';
import { generatorAfter } from './torch-generator.ts';

export interface NoiseOptions {
  /** Normalised latents [frames, channels, rows, columns]. */
  readonly latents: Tensor<'float32'>;
  /** Decimal digits, 0 to 2^64 - 1. */
  readonly seed: string;
  /** In [0, 1]: sigma * noise + (1 - sigma) * latents. */
  readonly sigma: number;
  /** The number format the noise is drawn in. */
  readonly rounding: ModelPrecision;
  /** Numbers of values that the seed has drawn before, draw by draw: the noise is its next draw. */
  readonly earlierDraws: readonly number[];
}

/** @throws InferenceError `tensor-mismatch` unless the latents have four axes. */
export function addNoise({ latents, seed, sigma, rounding, earlierDraws }: NoiseOptions): Tensor<'float32'> {
  const generator = generatorAfter(seed, earlierDraws);
  const noise = drawLatentNoise(generator, image(latents, 'latents'), 'diffusers', rounding);
  return mixNoise(latents, noise, sigma);
}
