/**
 * Masked denoising as ComfyUI does it: the model is shown the original, at the noise level it is asked for, where the
 * mask keeps it, and its clean estimate is put back there. A mask of grey mixes both. Source: `KSamplerX0Inpaint`,
 * comfy/samplers.py.
 */
import { interpolate } from '../image/interpolate.ts';
import type { PixelMask } from '../image/mask.ts';
import { checkSameShape, image } from '../tensor-shape.ts';
import { float32 } from '../tensor.ts';
import { drawNoise, type NoiseOptions } from './noise/add-noise.ts';
import { mixNoise } from './noise/latent-noise.ts';
import type { Latents } from './samplers/sampler.ts';

/** The latents that a mask keeps, and the noise they began with. */
export interface KeptAround extends Omit<NoiseOptions, 'sigma'> {
  /** White is painted, black is kept, grey in part. In any size: it is resized to the latents, bilinearly. */
  readonly mask: PixelMask;
}

export interface AroundMask {
  /** What the model is shown in place of `at`, latents of noise level `sigma`. */
  shown(at: Latents, sigma: number): Latents;
  /** Clean latents with the original where the mask keeps it. */
  kept(clean: Latents): Latents;
}

/**
 * @param own noise of the sampler, in place of the one that the original began with.
 * @throws InferenceError `tensor-mismatch` when latents have another shape than the original.
 */
export function aroundMask({ mask, ...original }: KeptAround, own?: Latents): AroundMask {
  const { latents } = original;
  const { height, width } = image(latents, 'latents to keep');
  const values = Float32Array.from(mask.data, (value) => value / 255);
  const shares = interpolate(values, mask, { width, height }, 'bilinear');
  const noise = own ?? drawNoise(original);
  const inside = (painted: Latents, outside: Latents): Latents => {
    checkSameShape('latents to keep', painted, outside);
    const data = painted.data.map((value, i) => {
      const share = shares[i % shares.length] as number;
      return Math.fround(value * share) + Math.fround((outside.data[i] as number) * Math.fround(1 - share));
    });
    return float32(data, painted.dims);
  };
  return {
    shown: (at, sigma) => inside(at, mixNoise(latents, noise, sigma)),
    kept: (clean) => inside(clean, latents),
  };
}
