/** Whether a PNG file is whole, by the checksums of its chunks. */
import { chunksOf, isIntactChunk, isPng } from '../../workflow/picture/png-chunks.ts';

/** False for a file that is cut, damaged, or not a PNG. No pixels are decoded. */
export function isIntactPng(bytes: Uint8Array): boolean {
  if (!isPng(bytes)) return false;
  let last = '';
  for (const chunk of chunksOf(bytes)) {
    if (!isIntactChunk(chunk)) return false;
    last = chunk.type;
  }
  return last === 'IEND';
}
