/** Reading a byte range of an open file. */
import type { FileHandle } from 'node:fs/promises';

/** `length` bytes from `position`; fewer when the file ends before that. The array owns its whole buffer. */
export async function readFully(
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  const done = await fill(bytes, handle, position);
  return done === length ? bytes : bytes.slice(0, done);
}

/** Fills an array from `position` on. @returns the bytes read: fewer than asked for when the file ends before that. */
export async function fill(bytes: Uint8Array, handle: FileHandle, position: number): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
