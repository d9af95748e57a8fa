/** Digests of blobs and names of records: what they may be, so that each is one place in a folder and in a bucket. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { StoredFile } from './content-store.ts';
import { StoreError } from './store-error.ts';

const DIGEST = /^[0-9a-f]{64}$/;
const NAME = /^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/;
/** Bytes of a name: file systems and S3 take more. */
const LONGEST_NAME = 200;
const ENDING = '.json';

export function digestOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of a file, part by part. The file is opened when the first part is asked for. */
export async function* partsOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}

/** Reads a file once. @throws what the file system throws. */
export async function digestOfFile(path: string): Promise<StoredFile> {
  const sha = createHash('sha256');
  let bytes = 0;
  for await (const part of partsOf(path)) {
    sha.update(part);
    bytes += part.length;
  }
  return { digest: sha.digest('hex'), bytes };
}

/** Where a blob is on its shelf, with slashes: `blobs/ab/abcd...`. @throws TypeError for what is no digest. */
export function placeOfBlob(digest: string): string {
  if (!DIGEST.test(digest)) throw new TypeError(`"${digest}" is no SHA-256 of 64 hexadecimal digits`);
  return `blobs/${digest.slice(0, 2)}/${digest}`;
}

/** Where a record is on its shelf, with slashes. @throws TypeError for a name that is not allowed. */
export function placeOfRecord(name: string): string {
  if (!NAME.test(name) || name.length > LONGEST_NAME) throw new TypeError(`"${name}" is no name of a record`);
  return `records/${name}${ENDING}`;
}

/** The digest at a place; undefined for another file, such as one that somebody put there. */
export function blobAt(place: string): string | undefined {
  const digest = place.slice(place.lastIndexOf('/') + 1);
  return DIGEST.test(digest) ? digest : undefined;
}

/** The name of the record at a place; undefined for another file. */
export function recordAt(place: string): string | undefined {
  const name = place.slice('records/'.length, -ENDING.length);
  return place === `records/${name}${ENDING}` && NAME.test(name) ? name : undefined;
}

/** About a file that another program wrote while it was read. */
export function changedMeanwhile(path: string): StoreError {
  return new StoreError('failed', `${path} was changed while it was copied into the store. Start again.`);
}
