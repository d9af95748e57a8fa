/** How the disk cache keeps pictures, masks and files: as PNG, or as the file itself, so that people can open them. */
import sharp from 'sharp';
import type { TypeCodecs, ValueCodec } from '../engine/graph/value-codec.ts';
import type { PixelImage, PixelMask } from '../inference/index.ts';
import { encodePng, maskOf, pixelsOf } from './image/pixels.ts';
import { FILE, type FileArtifact, IMAGE, MASK } from './sockets.ts';

const image: ValueCodec = {
  name: 'png',
  async encode(value) {
    return { extension: 'png', bytes: await encodePng(value as PixelImage) };
  },
  decode: (bytes): Promise<PixelImage> => pixelsOf(sharp(bytes)),
};

const mask: ValueCodec = {
  name: 'mask-png',
  async encode(value) {
    return { extension: 'png', bytes: await encodePng({ ...(value as PixelMask), channels: 1 }) };
  },
  decode: (bytes): Promise<PixelMask> => maskOf(sharp(bytes)),
};

const file: ValueCodec = {
  name: 'file',
  encode(value) {
    const { data, ...meta } = value as FileArtifact;
    return { extension: meta.extension, bytes: data, meta };
  },
  decode: (bytes, meta): FileArtifact => ({ ...(meta as Omit<FileArtifact, 'data'>), data: bytes }),
};

/** By name of the socket type. */
export const typeCodecs: TypeCodecs = new Map([
  [IMAGE.name, image],
  [MASK.name, mask],
  [FILE.name, file],
]);
