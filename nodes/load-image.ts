/** Load image: a picture file as RGB, turned upright. */
import sharp from 'sharp';
import { defineNode } from '../engine/graph/define.ts';
import { FILE_DIGESTS, INPUT_FILES } from './services/tokens.ts';
import { IMAGE } from './sockets.ts';

/** Most pixels of a picture: as many as a 16384 x 16384 one. */
const MAX_PIXELS = 2 ** 28;

export const loadImage = defineNode({
  type: 'load-image',
  version: 1,
  title: 'Load image',
  category: 'image',
  description: 'Reads a picture (PNG, JPEG, WebP, AVIF, GIF, TIFF) from an input folder, turned as its EXIF orientation says. Transparency is dropped.',
  inputs: { image: { kind: 'file', accept: 'image', title: 'Image', tooltip: 'Name of a file in one of the input folders.' } },
  outputs: { image: { socket: IMAGE, title: 'Image' } },
  lane: 'io',
  async fingerprint({ image }, ctx) {
    return image === undefined ? 'linked' : ctx.use(FILE_DIGESTS).digest(await ctx.use(INPUT_FILES).find(image));
  },
  async run({ image: name }, ctx) {
    const path = await ctx.use(INPUT_FILES).find(name);
    const picture = sharp(path, { limitInputPixels: MAX_PIXELS }).autoOrient().removeAlpha().toColourspace('srgb').raw();
    const { data, info } = await picture.toBuffer({ resolveWithObject: true }).catch((cause: unknown) => {
      throw new Error(`"${name}" is no picture that can be read: ${(cause as Error).message}`, { cause });
    });
    return { image: { width: info.width, height: info.height, channels: info.channels, data: new Uint8Array(data) } };
  },
});
