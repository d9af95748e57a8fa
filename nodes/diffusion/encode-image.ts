/** Encode image: a picture through the VAE encoder to a latent. */
import { defineNode } from '../../engine/graph/define.ts';
import { expectedSeconds } from '../expected-time.ts';
import type { PixelImage } from '../../inference/index.ts';
import { checkComponents, knownPicture, knownVae, latentFacts, type PictureFacts } from '../foresight.ts';
import { pixelsOf, sharpOf } from '../image/pixels.ts';
import { modelProfile } from '../services/model-profile.ts';
import { INFERENCE } from '../services/tokens.ts';
import { earlierDraws, IMAGE, LATENT, VAE } from '../sockets.ts';
import { mayPrepare } from '../preparing.ts';

export const encodeImage = defineNode({
  type: 'encode-image',
  version: 1,
  title: 'Encode image',
  category: 'latent',
  description: 'Turns a picture into a latent: the most likely one, for editing; or a sample, for image to image.',
  inputs: {
    vae: { kind: 'socket', socket: VAE, title: 'VAE' },
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    crop: {
      kind: 'boolean',
      default: false,
      title: 'Crop',
      tooltip: 'Cuts off edges that fill no latent pixel, half on each side. Otherwise such a picture is refused.',
      advanced: true,
    },
    sample: {
      kind: 'boolean',
      default: false,
      title: 'Sample',
      tooltip: 'Draws from the distribution of the encoder, as the reference does for image to image.',
      advanced: true,
    },
    seed: { kind: 'seed', default: 0, title: 'Seed', tooltip: 'Seed of the sample.', advanced: true },
    after: {
      kind: 'socket',
      socket: LATENT,
      optional: true,
      title: 'After',
      tooltip: 'A latent sampled with the same seed: this sample is then the next draw, as in the reference.',
      advanced: true,
    },
  },
  outputs: { latent: { socket: LATENT, title: 'Latent' } },
  lane: 'inference',
  affinity: ({ vae }) => vae.dir,
  settings: modelProfile,
  async foresee({ vae, image, crop }, ctx) {
    const [known, size] = [knownVae(vae), knownPicture(image)];
    const latent = latentFacts(known, crop === true && known && size ? filling(size, known.scale) : size);
    await checkComponents({ vae }, ctx, latent);
    return { latent };
  },
  async expect({ vae, image }, ctx) {
    const known = knownPicture(image);
    return known && expectedSeconds(ctx, 'encodeImage', vae, { pixels: known.width * known.height });
  },
  async run({ vae, image: whole, crop, sample, seed, after }, ctx) {
    const image = crop ? await cropped(whole, vae.scale) : whole;
    const before = after && sample ? earlierDraws(after, seed) : [];
    const drawing = sample ? { seed, earlierDraws: before } : {};
    const { latents } = await ctx.use(INFERENCE).request('encodeImage', { vae, image, ...drawing }, mayPrepare(ctx));
    const latent = { samples: latents, scale: vae.scale };
    if (!sample) return { latent };
    const draws = before.length === 0 ? {} : { draws: [...before, latents.data.length] };
    return { latent: { ...latent, sampledWith: seed, ...draws } };
  },
});

/** The part of a picture that fills latent pixels. Source: ComfyUI `vae_encode_crop_pixels` in comfy/sd.py. */
function filling({ width, height }: PictureFacts, scale: number): PictureFacts {
  return { width: width - (width % scale), height: height - (height % scale) };
}

async function cropped(image: PixelImage, scale: number): Promise<PixelImage> {
  const { width, height } = filling(image, scale);
  if (width === 0 || height === 0 || (width === image.width && height === image.height)) return image;
  const [left, top] = [Math.floor((image.width - width) / 2), Math.floor((image.height - height) / 2)];
  return pixelsOf(sharpOf(image).extract({ left, top, width, height }));
}
