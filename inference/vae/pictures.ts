/** Pictures of 8-bit values to normalised latents and back, through a VAE. */
import { generatorAfter } from '../diffusion/noise/torch-generator.ts';
import { finite } from '../finite.ts';
import { imageToTensor, type PixelImage, tensorToImages } from '../image/pixels.ts';
import { withAlpha, withoutAlpha } from '../image/transparency.ts';
import { image as sizesOf } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';
import type { PictureVae } from './picture-vae.ts';
import { sampleLatents } from './sample.ts';

/** How a sample is drawn. */
export interface Drawing {
  /** Draw with this seed (decimal digits); without one, the mode is taken. */
  readonly seed?: string;
  /** Numbers of values that the seed has drawn before, draw by draw; default: none. */
  readonly earlierDraws?: readonly number[];
}

/**
 * The mode of the picture's distribution, or a sample of it.
 * @param picture RGB or RGBA, sides multiples of the VAE's scale. For a VAE of RGBA an RGB picture is opaque; for a VAE
 *   of RGB the transparency of a picture is dropped, and its colours stay.
 * @returns normalised [1, channels, rows, columns].
 */
export async function encodePicture(
  vae: PictureVae,
  picture: PixelImage,
  { seed, earlierDraws = [] }: Drawing = {},
): Promise<Tensor<'float32'>> {
  const pixels = imageToTensor(vae.config.pixelChannels === 4 ? withAlpha(picture) : withoutAlpha(picture));
  const distribution = await vae.encode(pixels);
  finite('mean of the latents of the picture', distribution.mean);
  if (seed === undefined) return vae.normalise(distribution.mean);
  finite('variance of the latents of the picture', distribution.logvar);
  return vae.normalise(sampleLatents(distribution, generatorAfter(seed, earlierDraws)));
}

/**
 * The pictures of latents, decoded one by one.
 * @param latents normalised [pictures, channels, rows, columns].
 */
export async function decodePictures(vae: PictureVae, latents: Tensor<'float32'>): Promise<readonly PixelImage[]> {
  const { batch, channels, height, width } = sizesOf(latents, 'latents');
  const size = channels * height * width;
  const images: PixelImage[] = [];
  for (let picture = 0; picture < batch; picture += 1) {
    const values = latents.data.slice(picture * size, (picture + 1) * size);
    const pixels = await vae.decode(vae.denormalise(float32(values, [1, channels, height, width])));
    images.push(...tensorToImages(finite('pixels', pixels)));
  }
  return images;
}
