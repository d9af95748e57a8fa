/**
 * The chunks of a PNG file, read without decoding pixels.
 * Source: W3C, "Portable Network Graphics (PNG) Specification", third edition, section 5.
 */
import { crc32 } from 'node:zlib';

export const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Bytes of a chunk besides its data: length, type and checksum. */
const FRAME = 12;

export interface PngChunk {
  /** Four letters, such as `IHDR`. */
  readonly type: string;
  readonly data: Uint8Array;
  /** The whole chunk, from its length to its checksum. */
  readonly bytes: Uint8Array;
}

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** The chunks of a PNG, in order; those of a file that is cut off, up to the cut. Checksums are not checked. */
export function* chunksOf(png: Uint8Array): Generator<PngChunk> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let start = SIGNATURE.length; start + FRAME <= png.length;) {
    const end = start + FRAME + view.getUint32(start);
    if (end > png.length) return;
    const type = String.fromCharCode(...png.subarray(start + 4, start + 8));
    yield { type, data: png.subarray(start + 8, end - 4), bytes: png.subarray(start, end) };
    start = end;
  }
}

/** Whether a chunk holds what was written: its checksum covers type and data. */
export function isIntactChunk({ bytes }: PngChunk): boolean {
  const stored = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0);
  return crc32(bytes.subarray(4, -4)) === stored;
}

/** @returns a whole chunk, from its length to its checksum. */
export function encodeChunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
