/** Latents brought to a noise level with the noise of a seed. */
import { image } from '../../tensor-shape.ts';
import type { Tensor } from '../../tensor.ts';
import { drawLatentNoise, mixNoise, type ModelPrecision } from './latent-noise.ts';
import { TorchGenerator } from './torch-generator.ts';

export interface NoiseOptions {
  /** Normalised latents [frames, channels, rows, columns]. */
  readonly latents: Tensor<'float32'>;
  /** Decimal digits, 0 to 2^64 - 1. */
  readonly seed: string;
  /** In [0, 1]: sigma * noise + (1 - sigma) * latents. */
  readonly sigma: number;
  /** The number format the noise is drawn in. */
  readonly rounding: ModelPrecision;
  /** The seed has drawn a sample of this size before: the noise is its second draw. */
  readonly afterSample: boolean;
}

/** @throws InferenceError `tensor-mismatch` unless the latents have four axes. */
export function addNoise({ latents, seed, sigma, rounding, afterSample }: NoiseOptions): Tensor<'float32'> {
  const generator = new TorchGenerator(BigInt(seed));
  if (afterSample) generator.randn(latents.data.length);
  const noise = drawLatentNoise(generator, image(latents, 'latents'), 'diffusers', rounding);
  return mixNoise(latents, noise, sigma);
}
