/**
 * Digests of what a file holds. A model of tens of gigabytes is named by a part of its content, read in milliseconds:
 * its size, its head with the header of its tensors, and blocks between there and its end. Times and place do not
 * count, so that a copy of a model keeps its results.
 */
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

const READ_BYTES = 2 ** 20;
/** Files up to this size are read whole: that takes a tenth of a second. */
export const WHOLE_BYTES = 2 ** 26;
/** Covers the headers of published models, tokenizers in GGUF files included. */
const HEAD_BYTES = 2 ** 23;
/** More than a model has blocks, so that each of its layers is looked at. */
const BLOCKS = 128;
const BLOCK_BYTES = 2 ** 14;

/** SHA-256 of a small file, and of size, head and blocks of a large one, hexadecimal. */
export async function contentDigest(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  if (size <= WHOLE_BYTES) return fullDigest(file);
  const sha = createHash('sha256').update(`part of ${size}\n`);
  await addRange(sha, file, 0, HEAD_BYTES);
  for (const start of blockStarts(size)) await addRange(sha, file, start, BLOCK_BYTES);
  return sha.digest('hex');
}

/** First bytes of the blocks that are read of a large file, the last of which ends it. */
export function blockStarts(size: number): number[] {
  const room = size - BLOCK_BYTES - HEAD_BYTES;
  return Array.from({ length: BLOCKS }, (_, index) => HEAD_BYTES + Math.floor((room * index) / (BLOCKS - 1)));
}

/**
 * SHA-256 of all bytes, hexadecimal: that which repositories of models publish.
 * @param onRead called with the number of bytes read so far.
 * @param signal ends the reading with its reason.
 */
export async function fullDigest(
  file: FileHandle,
  onRead: (bytes: number) => void = () => {},
  signal?: AbortSignal,
): Promise<string> {
  const sha = createHash('sha256');
  for (let position = 0; ; onRead(position)) {
    signal?.throwIfAborted();
    const bytes = await addRange(sha, file, position, READ_BYTES);
    if (bytes === 0) return sha.digest('hex');
    position += bytes;
  }
}

/** @returns the number of bytes read, fewer than `length` only at the end of the file. */
async function addRange(sha: Hash, file: FileHandle, start: number, length: number): Promise<number> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, start);
  sha.update(buffer.subarray(0, bytesRead));
  return bytesRead;
}
