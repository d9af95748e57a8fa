/**
 * Derives the map from latents to colours of a checkpoint from its VAE, for previews, and writes it as
 * `latent_colours.json` into the folder of the checkpoint:
 *
 *     npx tsx bench/latent-colours/derive.ts models/nano models/nano/pictures/*.webp
 *
 * With pictures, their latents are the sample; without, latents of normal noise. The fit is by least squares between
 * each latent pixel and the mean of the pixels it decodes to.
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { LATENT_COLOURS_FILE } from '../../inference/diffusion/latent-colours.ts';
import { InferenceClient } from '../../inference/runtime/client.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { fitColours, meanColours } from './fit.ts';

/** Side of noise latents, and their number. */
const SIDE = 16;
const SAMPLES = 8;

const [folder = '', ...pictures] = process.argv.slice(2);
const dir = resolve(folder);
const vae = { dir: join(dir, 'vae'), digest: dir };
const channels = Number(process.env['CHANNELS'] ?? 16);

/** A normal deviate, by Box and Muller. */
const normal = (): number => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

const inference = new InferenceClient();
const latentsOf = async (file: string): Promise<Tensor<'float32'>> => {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const image = { width: info.width, height: info.height, channels: 3 as const, data: new Uint8Array(data) };
  return (await inference.request('encodeImage', { vae, image })).latents;
};
const noise = (): Tensor<'float32'> =>
  float32(
    Float32Array.from({ length: channels * SIDE ** 2 }, () => normal()),
    [1, channels, SIDE, SIDE],
  );

const latents =
  pictures.length > 0 ? await Promise.all(pictures.map(latentsOf)) : Array.from({ length: SAMPLES }, noise);
const samples = [];
for (const each of latents) {
  const { images } = await inference.request('decodeLatents', { vae, latents: each });
  if (images[0]) samples.push({ latents: each, colours: meanColours(images[0], each) });
}
await inference.close();
const map = fitColours(samples);
await writeFile(join(dir, LATENT_COLOURS_FILE), `${JSON.stringify(map)}\n`);
process.stdout.write(`${join(folder, LATENT_COLOURS_FILE)}: ${map.channels.length} channels\n`);
