// The colours of live previews: near those of the decoded picture, for nano and the checkpoints for tests.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { meanColours } from '../../bench/latent-colours/fit.ts';
import { latentColoursOf } from '../../inference/diffusion/latent-colours.ts';
import { previewLatents } from '../../inference/diffusion/preview.ts';
import { LATENT_COLOURS } from '../../inference/families/qwen-image/latents/preview.ts';
import { InferenceClient } from '../../inference/runtime/client.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { CHECKPOINTS, repoPath, TINY } from '../inference/support/goldens.ts';
import { step } from './support.ts';

const inference = new InferenceClient();
afterAll(() => inference.close());

/** Latents of a picture by the VAE itself; of noise from a fixed sequence, where a VAE knows no pictures. */
async function latentsOf(dir: string, picture: string | undefined, channels: number): Promise<Tensor<'float32'>> {
  if (picture !== undefined) {
    const { data, info } = await sharp(await readFile(picture))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const image = { width: info.width, height: info.height, channels: 3 as const, data: new Uint8Array(data) };
    return (await inference.request('encodeImage', { vae: { dir: join(dir, 'vae'), digest: dir }, image })).latents;
  }
  let state = 7;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return float32(Float32Array.from({ length: channels * 64 }, normal), [1, channels, 8, 8]);
}

/** Mean difference of the preview from the decoded picture, in 255ths, and from its mean colour for comparison. */
async function differences(
  dir: string,
  latents: Tensor<'float32'>,
  colours = latentColoursOf(join(dir, 'transformer')),
) {
  const map = await colours;
  const { images } = await inference.request('decodeLatents', { vae: { dir: join(dir, 'vae'), digest: dir }, latents });
  const [image] = images;
  const preview = map && previewLatents(latents, map);
  if (!image || !preview) throw new Error('nothing to compare');
  const decoded = meanColours(image, latents).flat();
  const shown = [...preview.data].map((byte) => (byte / 255) * 2 - 1);
  const mean = decoded.reduce((sum, value) => sum + value, 0) / decoded.length;
  const gap = (others: (place: number) => number): number =>
    (decoded.reduce((sum, value, place) => sum + Math.abs(value - others(place)), 0) / decoded.length) * 127.5;
  return { preview: gap((place) => shown[place] ?? 0), grey: gap(() => mean) };
}

describe('the preview of a step', () => {
  const NANO = repoPath('models/nano');

  it.each(['single-7', 'hanzi-13'])('has the colours of the picture %s of nano', async (name) => {
    const latents = await latentsOf(NANO, join(NANO, `pictures/${name}.webp`), 16);
    const { preview, grey } = await differences(NANO, latents);
    const { preview: ofWan } = await differences(NANO, latents, Promise.resolve(LATENT_COLOURS));
    expect(preview).toBeLessThan(16);
    expect(preview).toBeLessThan(grey / 2);
    // The map of the published VAE shows other colours here.
    expect(ofWan).toBeGreaterThan(4 * preview);
  });

  it.each([
    ['tiny-random', TINY, 16],
    ['tiny-2.1', join(CHECKPOINTS, 'tiny-2.1'), 64],
  ])('has the colours of what %s decodes', async (_name, dir, channels) => {
    const { preview, grey } = await differences(dir, await latentsOf(dir, undefined, channels));
    expect(preview).toBeLessThan(20);
    expect(preview).toBeLessThan(grey);
  });

  it('is made by the map of the checkpoint', async () => {
    const { latents, preview } = await inference.request('denoiseStep', { ...step(32), nextSigma: 0 });
    const map = await latentColoursOf(join(TINY, 'transformer'));
    expect(preview).toEqual(map && previewLatents(latents, map));
  });

  it('is made by that of its family, for a transformer that is a file', async () => {
    expect(await latentColoursOf('/models/diffusion_models/qwen.safetensors')).toBeUndefined();
    expect(await latentColoursOf('/nowhere/transformer')).toBeUndefined();
  });
});
