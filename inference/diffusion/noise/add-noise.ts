/** Latents brought to a noise level with the noise of a seed. */
import { image } from '../../tensor-shape.ts';
import { type Tensor, zeros } from '../../tensor.ts';
import { drawLatentNoise, framesFirst, mixNoise, type ModelPrecision } from './latent-noise.ts';
import { generatorAfter } from './torch-generator.ts';

/**
 * Number format of the draws; `comfyui`: float32, all frames of a channel one after another; `none`: no noise, for
 * latents that have theirs already.
 */
export type NoiseDraws = ModelPrecision | 'comfyui' | 'none';

export interface NoiseOptions {
  /** Normalised latents [frames, channels, rows, columns]. */
  readonly latents: Tensor<'float32'>;
  /** Decimal digits, 0 to 2^64 - 1. */
  readonly seed: string;
  /** In [0, 1]: sigma * noise + (1 - sigma) * latents. */
  readonly sigma: number;
  readonly rounding: NoiseDraws;
  /** Numbers of values that the seed has drawn before, draw by draw: the noise is its next draw. */
  readonly earlierDraws: readonly number[];
}

/** @throws InferenceError `tensor-mismatch` unless the latents have four axes. */
export function addNoise({ sigma, ...options }: NoiseOptions): Tensor<'float32'> {
  return mixNoise(options.latents, drawNoise(options), sigma);
}

/**
 * Standard normal noise, shaped as the latents.
 * @throws InferenceError `tensor-mismatch` unless the latents have four axes.
 */
export function drawNoise({ latents, seed, rounding, earlierDraws }: Omit<NoiseOptions, 'sigma'>): Tensor<'float32'> {
  if (rounding === 'none') return zeros(latents.dims);
  const generator = generatorAfter(seed, earlierDraws);
  const shape = image(latents, 'latents');
  return rounding === 'comfyui'
    ? framesFirst(drawLatentNoise(generator, shape, 'comfyui'))
    : drawLatentNoise(generator, shape, 'diffusers', rounding);
}
