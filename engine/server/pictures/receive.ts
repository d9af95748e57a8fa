/** Receives an upload into a file. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
 * @throws HttpError 413 when the upload is larger.
 */
export async function receive(content: Readable, path: string, most: number): Promise<Received> {
  const sha = createHash('sha256');
  let start = Buffer.alloc(0);
  let bytes = 0;
  await pipeline(
    content,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > most) throw tooLarge(most);
        if (start.length < SNIFFED_BYTES) start = Buffer.concat([start, chunk.subarray(0, SNIFFED_BYTES)]);
        sha.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  );
  // The multipart parser cuts a file off at its limit without an error.
  if ((content as Readable & { truncated?: boolean }).truncated) throw tooLarge(most);
  return { digest: sha.digest('hex'), mediaType: sniff(start) };
}

function tooLarge(most: number): HttpError {
  return new HttpError(413, 'too-large', `The file is larger than ${Math.round(most / 1e6)} MB, which is the limit.`);
}
