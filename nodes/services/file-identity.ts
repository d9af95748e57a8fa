/** Cheap signs that a file is still the one that was read: what the system says of it, and a look at its content. */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Blocks that are read of a large file, spread from its first byte to its last. */
const BLOCKS = 16;
const BLOCK_BYTES = 4096;
/** Files up to this size are read whole. */
const WHOLE_BYTES = 2 ** 20;

/**
 * Device, inode, size, and the times of the last change of content and of status in nanoseconds. Tools restore the
 * first of the two times (`cp -p`, `tar`, `touch -r`); the second one is set by the system alone.
 */
export function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

/**
 * SHA-256 over a small file as a whole, or over 16 blocks of a large one: head, tail, and 14 at even distances. It
 * catches files that were replaced where identities lie: network file systems, restored clocks, copied images of disks.
 */
export async function spotDigest(file: FileHandle, size: number): Promise<string> {
  const sha = createHash('sha256').update(`${size}\n`);
  for (const { start, length } of spotsOf(size)) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, start);
    sha.update(buffer.subarray(0, bytesRead));
  }
  return sha.digest('hex');
}

/** Bytes that {@link spotDigest} reads. */
export function spotsOf(size: number): { readonly start: number; readonly length: number }[] {
  if (size <= WHOLE_BYTES) return [{ start: 0, length: size }];
  const last = size - BLOCK_BYTES;
  return Array.from({ length: BLOCKS }, (_, index) => ({
    start: Math.floor((last * index) / (BLOCKS - 1)),
    length: BLOCK_BYTES,
  }));
}
