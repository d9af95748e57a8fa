/** Inpainting: after every step the original comes back where the mask keeps it, at the noise level reached. */
import { latentMask, type PixelMask } from '../image/mask.ts';
import { image } from '../tensor-shape.ts';
import { checkSameShape } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';
import { addNoise, type NoiseOptions } from './noise/add-noise.ts';

export interface KeepOutsideOptions extends NoiseOptions {
  /** The denoised latents; `latents` are those of the original, of the same shape. */
  readonly painted: Tensor<'float32'>;
  readonly mask: PixelMask;
  /** Pixels per latent pixel along a side. */
  readonly scale: number;
}

/**
 * Source: the end of the loop of diffusers pipeline_qwenimage_inpaint.py.
 * @throws InferenceError `tensor-mismatch` unless both latents have the same four axes.
 */
export function keepOutside({ painted, mask, scale, ...original }: KeepOutsideOptions): Tensor<'float32'> {
  const kept = addNoise(original);
  checkSameShape('latents to keep', painted, kept);
  const { height, width } = image(painted, 'painted');
  const inside = latentMask(mask, height, width, scale);
  const data = painted.data.map((value, i) => {
    const share = inside[i % inside.length] as number;
    return Math.fround((1 - share) * (kept.data[i] as number)) + Math.fround(share * value);
  });
  return float32(data, painted.dims);
}
