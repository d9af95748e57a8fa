/** How the disk cache keeps pictures and files: as PNG, or as the file itself, so that people can open them. */
import sharp from 'sharp';
import type { TypeCodecs, ValueCodec } from '../engine/graph/value-codec.ts';
import type { PixelImage } from '../inference/index.ts';
import { encodePng, pixelsOf } from './image/pixels.ts';
import { FILE, type FileArtifact, IMAGE } from './sockets.ts';

const image: ValueCodec = {
  name: 'png',
  async encode(value) {
    return { extension: 'png', bytes: await encodePng(value as PixelImage) };
  },
  decode: (bytes): Promise<PixelImage> => pixelsOf(sharp(bytes)),
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
  [FILE.name, file],
]);
