/** Save image: a picture as a file. The node only makes its bytes; the run's owner decides where they go. */
import type { Sharp } from 'sharp';
import { defineNode } from '../../engine/graph/define.ts';
import { FILE, IMAGE } from '../sockets.ts';
import { largeInTurn, sharpOf } from './pixels.ts';

const FORMATS = {
  png: { extension: 'png', encode: (picture: Sharp) => picture.png() },
  jpeg: {
    extension: 'jpg',
    encode: (picture: Sharp, quality: number) =>
      picture.flatten({ background: '#ffffff' }).jpeg({ quality, chromaSubsampling: '4:4:4' }),
  },
  webp: {
    extension: 'webp',
    // Exact: without loss also where the picture is transparent.
    encode: (picture: Sharp, quality: number) =>
      picture.webp({ quality, lossless: quality === 100, exact: quality === 100 }),
  },
} as const;

export const saveImage = defineNode({
  type: 'save-image',
  version: 3,
  title: 'Save image',
  category: 'image',
  description:
    'Writes the picture as a file into the output folder. It carries the workflow it was made with. ' +
    'PNG and WebP keep transparency; JPEG has none, so the picture is put on white.',
  terminal: true,
  inputs: {
    image: { kind: 'socket', socket: IMAGE, title: 'Image' },
    prefix: {
      kind: 'text',
      default: 'inkloom',
      maxLength: 100,
      title: 'File name',
      tooltip: 'A number and the extension are added.',
    },
    format: { kind: 'choice', options: ['png', 'jpeg', 'webp'], default: 'png', title: 'Format' },
    quality: {
      kind: 'int',
      min: 1,
      max: 100,
      default: 90,
      title: 'Quality',
      tooltip: 'For JPEG and WebP; WebP is lossless at 100.',
      advanced: true,
    },
  },
  outputs: { file: { socket: FILE, title: 'File' } },
  async run({ image, prefix, format, quality }, ctx) {
    if (format === 'jpeg' && image.channels === 4)
      ctx.note('JPEG has no transparency, so the picture was put on white; PNG and WebP keep transparency.');
    const { extension, encode } = FORMATS[format];
    const data = new Uint8Array(await largeInTurn(image, () => encode(sharpOf(image), quality).toBuffer()));
    return { file: { prefix, extension, mediaType: `image/${format}`, data } };
  },
});
