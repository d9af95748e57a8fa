/** Reading a byte range of an open file. */
import type { FileHandle } from 'node:fs/promises';

/** `length` bytes from `position`; fewer when the file ends before that. The array owns its whole buffer. */
export async function readFully(
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) return bytes.slice(0, done);
    done += bytesRead;
  }
  return bytes;
}
