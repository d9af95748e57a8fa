/** Pictures to normalised latents and back, through the VAE. */
import type { PixelImage } from '../../image/pixels.ts';
import type { Tensor } from '../../tensor.ts';
import { decodePictures, encodePicture } from '../../vae/pictures.ts';
import type { ImageRequest, LatentsRequest } from '../requests.ts';
import type { QwenImage21Loaded } from './models.ts';

/** The mode of the picture's distribution, or a sample of it: [1, channels, rows, columns]. */
export async function encodeImage(
  loaded: QwenImage21Loaded,
  { vae, image, ...drawing }: ImageRequest,
): Promise<Tensor<'float32'>> {
  return encodePicture(await loaded.get('VAE', vae), image, drawing);
}

/** The RGBA pictures of latents [frames, channels, rows, columns], decoded frame by frame. */
export async function decode(
  loaded: QwenImage21Loaded,
  { vae, latents }: LatentsRequest,
): Promise<readonly PixelImage[]> {
  return decodePictures(await loaded.get('VAE', vae), latents);
}
