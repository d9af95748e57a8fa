/** A shelf that is a prefix of a bucket: `blobs/ab/DIGEST` and `records/NAME.json`. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { REFRESH_AGE, type Shelf, type StoredFile, type StoredItem } from '../content-store.ts';
import {
  blobAt,
  changedMeanwhile,
  digestOfBytes,
  digestOfFile,
  partsOf,
  placeOfBlob,
  placeOfRecord,
  recordAt,
} from '../names.ts';
import { fillFrom, replaceBy, withNewFile } from '../put-in-place.ts';
import type { StoreError } from '../store-error.ts';
import type { S3Objects } from './s3-objects.ts';

/** Bytes of a file that is sent from memory. */
const IN_MEMORY = 2 ** 20;
/** To send a larger one. */
const ATTEMPTS = 3;

export class S3Shelf implements Shelf {
  readonly #objects: S3Objects;

  constructor(objects: S3Objects) {
    this.#objects = objects;
  }

  async hasBlob(digest: string): Promise<boolean> {
    return (await this.#objects.head(placeOfBlob(digest))) !== undefined;
  }

  async readBlob(digest: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = await this.#objects.bytes(placeOfBlob(digest));
    if (!bytes || digestOfBytes(bytes) === digest) return bytes;
    await this.removeBlob(digest);
    return undefined;
  }

  async writeBlob(bytes: Uint8Array): Promise<StoredFile> {
    const file = { digest: digestOfBytes(bytes), bytes: bytes.length };
    if (!(await this.#isFresh(file))) await this.#objects.put(placeOfBlob(file.digest), { body: bytes, ...file });
    return file;
  }

  async readBlobTo(digest: string, path: string): Promise<boolean> {
    const place = placeOfBlob(digest);
    const isSound = await this.#objects.stream(place, (body) =>
      withNewFile(
        path,
        async () => {},
        async (temporary) => {
          const isSame = (await fillFrom(temporary, body)).digest === digest;
          if (isSame) await replaceBy(temporary, path);
          return isSame;
        },
      ),
    );
    if (isSound === false) await this.removeBlob(digest);
    return isSound === true;
  }

  /** A file of up to 5 GiB, the most that S3 takes in one request. */
  async writeBlobFrom(path: string): Promise<StoredFile> {
    const file = await digestOfFile(path);
    if (await this.#isFresh(file)) return file;
    if (file.bytes <= IN_MEMORY) {
      const bytes = await readFile(path);
      if (digestOfBytes(bytes) !== file.digest) throw changedMeanwhile(path);
      return this.writeBlob(bytes);
    }
    const sent = await this.#send(path, file);
    if (sent === file.digest) return file;
    await this.removeBlob(file.digest);
    throw changedMeanwhile(path);
  }

  async removeBlob(digest: string): Promise<void> {
    return this.#objects.remove(placeOfBlob(digest));
  }

  async *blobs(): AsyncGenerator<StoredItem> {
    for await (const item of this.#objects.list('blobs/')) {
      const name = blobAt(item.name);
      if (name !== undefined) yield { ...item, name };
    }
  }

  async getRecord(name: string): Promise<string | undefined> {
    return this.#objects.text(placeOfRecord(name));
  }

  async putRecord(name: string, text: string): Promise<void> {
    return this.#objects.putText(placeOfRecord(name), text);
  }

  async addRecord(name: string, text: string): Promise<boolean> {
    return this.#objects.addText(placeOfRecord(name), text);
  }

  async removeRecord(name: string): Promise<void> {
    return this.#objects.remove(placeOfRecord(name));
  }

  /** An object is whole or not there. */
  async removeUnfinished(): Promise<void> {}

  async *records(prefix = ''): AsyncGenerator<StoredItem> {
    for await (const item of this.#objects.list(`records/${prefix}`)) {
      const name = recordAt(item.name);
      if (name !== undefined) yield { ...item, name };
    }
  }

  /** The SDK cannot send a stream again, so the file is read anew. @returns the digest of what was sent. */
  async #send(path: string, file: StoredFile, attempt = 1): Promise<string> {
    const sha = createHash('sha256');
    async function* hashed(): AsyncGenerator<Uint8Array> {
      for await (const part of partsOf(path)) {
        sha.update(part);
        yield part;
      }
    }
    try {
      await this.#objects.put(placeOfBlob(file.digest), { body: Readable.from(hashed()), ...file });
      return sha.digest('hex');
    } catch (error) {
      if (attempt === ATTEMPTS || (error as StoreError).code !== 'unreachable') throw error;
      return this.#send(path, file, attempt + 1);
    }
  }

  /** Whether a blob is there, whole, and young enough. */
  async #isFresh({ digest, bytes }: StoredFile): Promise<boolean> {
    const there = await this.#objects.head(placeOfBlob(digest));
    return there !== undefined && there.bytes === bytes && Date.now() - there.written <= REFRESH_AGE;
  }
}
