/** Load image: a picture file as RGB or RGBA, turned upright, and its transparency as a mask. */
import { defineNode } from '../../engine/graph/define.ts';
import { FILE_DIGESTS, INPUT_FILES } from '../services/tokens.ts';
import { IMAGE, MASK } from '../sockets.ts';
import { decodePicture, isBlack, transparencyOf, withoutTransparency } from './decode.ts';
import { measurePicture } from './measure.ts';

export const loadImage = defineNode({
  type: 'load-image',
  version: 3,
  title: 'Load image',
  category: 'image',
  description:
    'Reads a picture (PNG, JPEG, WebP, AVIF, GIF, TIFF) from an input folder, turned as its EXIF orientation says. ' +
    'Of an animated one it takes the first frame. Up to 50 megapixels.',
  inputs: {
    image: { kind: 'file', accept: 'image', title: 'Image', tooltip: 'Name of a file in one of the input folders.' },
    alpha: {
      kind: 'boolean',
      default: true,
      title: 'Keep transparency',
      tooltip:
        'Gives RGBA if a part of the picture is transparent. Otherwise transparency is dropped, and colours stay.',
      advanced: true,
    },
  },
  outputs: {
    image: { socket: IMAGE, title: 'Image' },
    mask: { socket: MASK, title: 'Mask', tooltip: 'White where the picture is transparent, black where it is opaque.' },
  },
  lane: 'io',
  async fingerprint({ image }, ctx) {
    return image === undefined ? undefined : ctx.use(FILE_DIGESTS).digest(await ctx.use(INPUT_FILES).find(image));
  },
  async foresee({ image }, ctx) {
    if (typeof image !== 'string') return {};
    return { image: await measurePicture(await ctx.use(INPUT_FILES).find(image), image) };
  },
  async run({ image: name, alpha }, ctx) {
    const path = await ctx.use(INPUT_FILES).find(name);
    const picture = await decodePicture(path, name);
    const mask = await transparencyOf(picture);
    return { image: alpha && !isBlack(mask) ? picture : await withoutTransparency(picture), mask };
  },
});
