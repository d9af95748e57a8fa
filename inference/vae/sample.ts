/** Drawing latents from the distribution an image encodes to. */
import { float32, type Tensor } from '../tensor.ts';
import type { TorchGenerator } from '../diffusion/noise/torch-generator.ts';
import type { LatentDistribution } from './picture-vae.ts';

/** Range the logarithm of the variance is clamped to: `DiagonalGaussianDistribution` in diffusers `vae.py`. */
export const LOG_VARIANCE = { low: -30, high: 20 } as const;

/**
 * mean + exp(logvar / 2) * noise, one draw of the generator for all of it.
 * Source: `DiagonalGaussianDistribution.sample` in diffusers `vae.py`.
 */
export function sampleLatents({ mean, logvar }: LatentDistribution, generator: TorchGenerator): Tensor<'float32'> {
  const noise = generator.randn(mean.data.length);
  const data = mean.data.map((value, i) => {
    const deviation = Math.fround(Math.exp(Math.fround(0.5 * (logvar.data[i] as number))));
    return value + Math.fround(deviation * (noise[i] as number));
  });
  return float32(data, mean.dims);
}
