/** Whether a PNG file is whole, by the checksums of its chunks. */
import { crc32 } from 'node:zlib';
import { chunksOf, isPng } from '../../workflow/picture/png-chunks.ts';

/** False for a file that is cut, damaged, or not a PNG. No pixels are decoded. */
export function isIntactPng(bytes: Uint8Array): boolean {
  if (!isPng(bytes)) return false;
  let last = '';
  for (const { type, bytes: chunk } of chunksOf(bytes)) {
    const stored = new DataView(chunk.buffer, chunk.byteOffset + chunk.length - 4).getUint32(0);
    if (crc32(chunk.subarray(4, -4)) !== stored) return false;
    last = type;
  }
  return last === 'IEND';
}
