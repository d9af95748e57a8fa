/** Receives an upload into a file. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DISK, type FileLayer } from '../../files/file-layer.ts';
import { writeErrorOf } from '../../files/storage-error.ts';
import { HttpError } from '../http/errors.ts';
import { sniff, SNIFFED_BYTES } from './media-type.ts';

export interface Received {
  /** Hexadecimal SHA-256 of the bytes. */
  readonly digest: string;
  /** By content; undefined for a file that is not a picture. */
  readonly mediaType: string | undefined;
}

/**
 * @param path of a file that does not exist.
 * @param most bytes of the upload.
 * @throws HttpError 413 when the upload is larger; StorageError when it cannot be kept.
 */
export async function receive(
  content: Readable,
  path: string,
  most: number,
  files: FileLayer = DISK,
): Promise<Received> {
  const sha = createHash('sha256');
  let start = Buffer.alloc(0);
  let bytes = 0;
  const file = await files.open(path, 'wx', 0o600).catch((error: unknown) => {
    content.destroy();
    throw writeErrorOf(error, path) ?? error;
  });
  try {
    await pipeline(content, async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > most) throw tooLarge(most);
        if (start.length < SNIFFED_BYTES) start = Buffer.concat([start, chunk.subarray(0, SNIFFED_BYTES)]);
        sha.update(chunk);
        await file.writeFile(chunk);
      }
    });
    await file.sync();
  } catch (error) {
    throw writeErrorOf(error, path) ?? error;
  } finally {
    await file.close();
  }
  // The multipart parser cuts a file off at its limit without an error.
  if ((content as Readable & { truncated?: boolean }).truncated) throw tooLarge(most);
  return { digest: sha.digest('hex'), mediaType: sniff(start) };
}

function tooLarge(most: number): HttpError {
  return new HttpError(413, 'too-large', `The file is larger than ${Math.round(most / 1e6)} MB, which is the limit.`);
}
