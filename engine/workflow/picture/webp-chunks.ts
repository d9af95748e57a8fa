/**
 * The chunks of a WebP file, read without decoding pixels.
 * Source: RFC 9649, "WebP Image Format", sections 2.3 to 2.7.
 */

/** Bits in the first byte of the extended header. */
export const FLAGS = { alpha: 0x10, xmp: 0x04 } as const;

/** Bytes before the first chunk: `RIFF`, the size of the rest, `WEBP`. */
const FILE_HEADER = 12;
/** Bytes before the data of a chunk: type and length. */
const CHUNK_HEADER = 8;

export interface WebpChunk {
  /** Four characters, such as `VP8X`. */
  readonly type: string;
  readonly data: Buffer;
}

export function isWebp(bytes: Uint8Array): boolean {
  const name = (from: number): string => Buffer.from(bytes.subarray(from, from + 4)).toString('latin1');
  return bytes.length >= FILE_HEADER && name(0) === 'RIFF' && name(8) === 'WEBP';
}

/** The chunks of a WebP, in order; those of a file that is cut off, up to the cut. */
export function* chunksOf(webp: Uint8Array): Generator<WebpChunk> {
  const file = Buffer.from(webp.buffer, webp.byteOffset, webp.byteLength);
  for (let start = FILE_HEADER; start + CHUNK_HEADER <= file.length;) {
    const length = file.readUInt32LE(start + 4);
    const dataStart = start + CHUNK_HEADER;
    if (dataStart + length > file.length) return;
    const type = file.toString('latin1', start, start + 4);
    yield { type, data: file.subarray(dataStart, dataStart + length) };
    // Chunks of odd length are followed by a zero.
    start = dataStart + length + (length % 2);
  }
}

/** @returns a whole file. */
export function encodeWebp(chunks: readonly WebpChunk[]): Uint8Array {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks.flatMap(encodeChunk)]);
  return new Uint8Array(Buffer.concat([Buffer.from('RIFF'), uint32(body.length), body]));
}

function encodeChunk({ type, data }: WebpChunk): Buffer[] {
  return [Buffer.from(type, 'latin1'), uint32(data.length), data, Buffer.alloc(data.length % 2)];
}

/**
 * The extended header (`VP8X`): flags, then width and height less one, in 24 bits each. Made from the picture's own
 * header for a file that has none.
 * @throws TypeError for a file without a picture.
 */
export function extendedHeaderOf(chunks: readonly WebpChunk[]): Buffer {
  const extended = chunks.find(({ type }) => type === 'VP8X');
  if (extended) return Buffer.from(extended.data);
  const picture = chunks.find(({ type }) => type === 'VP8L' || type === 'VP8 ');
  if (!picture) throw new TypeError('A WebP without a picture');
  const { width, height, alpha } = picture.type === 'VP8 ' ? lossyHeader(picture.data) : losslessHeader(picture.data);
  const header = Buffer.alloc(10);
  header[0] = alpha ? FLAGS.alpha : 0;
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  return header;
}

interface PictureHeader {
  readonly width: number;
  readonly height: number;
  readonly alpha: boolean;
}

/** Two sizes of 14 bits, less their scaling bits. Source: RFC 6386, section 9.1. */
function lossyHeader(data: Buffer): PictureHeader {
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff, alpha: false };
}

/**
 * After one byte of signature: width and height less one in 14 bits each, then a bit for alpha. Source: RFC 9649,
 * section 3.4.
 */
function losslessHeader(data: Buffer): PictureHeader {
  const bits = data.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1, alpha: ((bits >> 28) & 1) === 1 };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
