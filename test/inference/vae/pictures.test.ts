// Pictures with and without transparency through VAEs of RGB and of RGBA.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Vae as RgbVae } from '../../../inference/families/qwen-image/vae/vae.ts';
import { Vae as RgbaVae } from '../../../inference/families/qwen-image-2.1/vae/vae.ts';
import type { PixelImage } from '../../../inference/image/pixels.ts';
import { withAlpha, withoutAlpha } from '../../../inference/image/transparency.ts';
import { decodePictures, encodePicture } from '../../../inference/vae/pictures.ts';
import { CHECKPOINTS, TINY } from '../support/goldens.ts';

const picture: PixelImage = {
  width: 32,
  height: 32,
  channels: 4,
  data: Uint8Array.from({ length: 32 * 32 * 4 }, (_, i) => (i * 37) % 256),
};

it('a VAE of RGB sees the colours of a picture, whatever its transparency', async () => {
  const vae = await RgbVae.load(join(TINY, 'vae'), { precision: 'fp32' });
  const latents = await encodePicture(vae, picture);
  expect(latents.data).toEqual((await encodePicture(vae, withoutAlpha(picture))).data);
  const [decoded] = await decodePictures(vae, latents);
  expect(decoded).toMatchObject({ width: 32, height: 32, channels: 3 });
  await vae.release();
});

it('a VAE of RGBA sees transparency, and an RGB picture as opaque', async () => {
  const vae = await RgbaVae.load(join(CHECKPOINTS, 'tiny-2.1/vae'), { precision: 'fp32' });
  const [seen, opaque] = [await encodePicture(vae, picture), await encodePicture(vae, withoutAlpha(picture))];
  expect(seen.dims).toEqual([1, 64, 2, 2]);
  expect(seen.data).not.toEqual(opaque.data);
  expect(opaque.data).toEqual((await encodePicture(vae, withAlpha(withoutAlpha(picture)))).data);
  const [decoded] = await decodePictures(vae, seen);
  expect(decoded).toMatchObject({ width: 32, height: 32, channels: 4 });
  await vae.release();
});
