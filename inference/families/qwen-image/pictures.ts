/** Pictures to normalised latents and back, through the VAE. */
import { generatorAfter } from '../../diffusion/noise/torch-generator.ts';
import { finite } from '../../finite.ts';
import { imageToTensor, type PixelImage, tensorToImages } from '../../image/pixels.ts';
import { withAlpha } from '../../image/transparency.ts';
import { image as sizesOf } from '../../tensor-shape.ts';
import { float32, type Tensor } from '../../tensor.ts';
import type { ImageRequest, LatentsRequest } from '../requests.ts';
import type { QwenImageLoaded } from './models.ts';
import { sampleLatents } from './vae/sample.ts';

/** The mode of the picture's distribution, or a sample of it: [1, channels, rows, columns]. */
export async function encodeImage(
  loaded: QwenImageLoaded,
  { vae: ref, image, seed, earlierDraws = [] }: ImageRequest,
): Promise<Tensor<'float32'>> {
  const vae = await loaded.get('VAE', ref);
  const pixels = imageToTensor(vae.config.pixelChannels === 4 ? withAlpha(image) : image);
  const distribution = await vae.encode(pixels);
  finite('mean of the latents of the picture', distribution.mean);
  if (seed === undefined) return vae.normalise(distribution.mean);
  finite('variance of the latents of the picture', distribution.logvar);
  return vae.normalise(sampleLatents(distribution, generatorAfter(seed, earlierDraws)));
}

/** The pictures of latents [frames, channels, rows, columns], decoded frame by frame. */
export async function decode(
  loaded: QwenImageLoaded,
  { vae: ref, latents }: LatentsRequest,
): Promise<readonly PixelImage[]> {
  const vae = await loaded.get('VAE', ref);
  const { batch: frames, channels, height, width } = sizesOf(latents, 'latents');
  const size = channels * height * width;
  const images: PixelImage[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    const values = latents.data.slice(frame * size, (frame + 1) * size);
    const pixels = await vae.decode(vae.denormalise(float32(values, [1, channels, height, width])));
    images.push(...tensorToImages(finite('pixels', pixels)));
  }
  return images;
}
