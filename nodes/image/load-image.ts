/** Load image: a picture file as RGB or RGBA, turned upright, and its transparency as a mask. */
import sharp from 'sharp';
import { defineNode } from '../../engine/graph/define.ts';
import type { PixelImage } from '../../inference/index.ts';
import { FILE_DIGESTS, INPUT_FILES } from '../services/tokens.ts';
import { IMAGE, MASK } from '../sockets.ts';
import { measurePicture } from './measure.ts';

/** Most pixels of a picture: 16384 x 16384. */
const MAX_PIXELS = 2 ** 28;

export const loadImage = defineNode({
  type: 'load-image',
  version: 2,
  title: 'Load image',
  category: 'image',
  description:
    'Reads a picture (PNG, JPEG, WebP, AVIF, GIF, TIFF) from an input folder, turned as its EXIF orientation says.',
  inputs: {
    image: { kind: 'file', accept: 'image', title: 'Image', tooltip: 'Name of a file in one of the input folders.' },
    alpha: {
      kind: 'boolean',
      default: false,
      title: 'Keep transparency',
      tooltip: 'Gives RGBA, for models of layers. Otherwise transparency is dropped.',
    },
  },
  outputs: {
    image: { socket: IMAGE, title: 'Image' },
    mask: { socket: MASK, title: 'Mask', tooltip: 'White where the picture is transparent, black where it is opaque.' },
  },
  lane: 'io',
  async fingerprint({ image }, ctx) {
    return image === undefined ? 'linked' : ctx.use(FILE_DIGESTS).digest(await ctx.use(INPUT_FILES).find(image));
  },
  async foresee({ image }, ctx) {
    if (typeof image !== 'string') return {};
    return { image: await measurePicture(await ctx.use(INPUT_FILES).find(image), image) };
  },
  async run({ image: name, alpha }, ctx) {
    const path = await ctx.use(INPUT_FILES).find(name);
    const picture = sharp(path, { limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .ensureAlpha()
      .toColourspace('srgb')
      .raw();
    const { data, info } = await picture.toBuffer({ resolveWithObject: true }).catch((cause: unknown) => {
      throw new Error(`"${name}" is no picture that can be read: ${(cause as Error).message}`, { cause });
    });
    const { width, height } = info;
    const clear = Uint8Array.from({ length: width * height }, (_, pixel) => 255 - (data[pixel * 4 + 3] ?? 255));
    const rgba = { width, height, channels: 4, data: new Uint8Array(data) };
    return { image: alpha ? rgba : withoutAlpha(rgba), mask: { width, height, data: clear } };
  },
});

function withoutAlpha(image: PixelImage): PixelImage {
  return { ...image, channels: 3, data: image.data.filter((_, i) => i % 4 !== 3) };
}
