/** A shelf that is a folder: `blobs/ab/DIGEST` and `records/NAME.json`. */
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { removeUnfinished } from '../../files/write-file.ts';
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
import { folderError, isMissing } from './folder-error.ts';
import { claimBy, fillFrom, fillWith, replaceBy, withNewFile } from '../put-in-place.ts';

const FOLDERS = { withFileTypes: true, recursive: true } as const;

export class FolderShelf implements Shelf {
  readonly #root: string;

  /** @param root absolute path; made when something is written. */
  constructor(root: string) {
    this.#root = root;
  }

  async hasBlob(digest: string): Promise<boolean> {
    const path = this.#blob(digest);
    return (await this.#unlessMissing(path, () => stat(path))) !== undefined;
  }

  async readBlob(digest: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const path = this.#blob(digest);
    const bytes = await this.#unlessMissing(path, () => readFile(path));
    if (!bytes) return undefined;
    if (digestOfBytes(bytes) === digest) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    await this.removeBlob(digest);
    return undefined;
  }

  async writeBlob(bytes: Uint8Array): Promise<StoredFile> {
    const file = { digest: digestOfBytes(bytes), bytes: bytes.length };
    return this.#keep(file, (temporary) => fillWith(temporary, bytes));
  }

  async readBlobTo(digest: string, path: string): Promise<boolean> {
    const source = this.#blob(digest);
    return this.#guarded(path, () =>
      withNewFile(
        path,
        async () => {},
        async (temporary) => {
          const copied = await this.#unlessMissing(source, () => fillFrom(temporary, partsOf(source)));
          if (!copied) return false;
          if (copied.digest === digest) await replaceBy(temporary, path);
          else await this.removeBlob(digest);
          return copied.digest === digest;
        },
      ),
    );
  }

  async writeBlobFrom(path: string): Promise<StoredFile> {
    const file = await this.#guarded(path, () => digestOfFile(path));
    return this.#keep(file, async (temporary) => {
      if ((await fillFrom(temporary, partsOf(path))).digest !== file.digest) throw changedMeanwhile(path);
    });
  }

  async removeBlob(digest: string): Promise<void> {
    const path = this.#blob(digest);
    return this.#guarded(path, () => rm(path, { force: true }));
  }

  async *blobs(): AsyncGenerator<StoredItem> {
    for await (const { place, ...item } of this.#list('blobs')) {
      const name = blobAt(place);
      if (name !== undefined) yield { name, ...item };
    }
  }

  async getRecord(name: string): Promise<string | undefined> {
    const path = this.#record(name);
    return this.#unlessMissing(path, () => readFile(path, 'utf8'));
  }

  async putRecord(name: string, text: string): Promise<void> {
    const path = this.#record(name);
    const fill = (temporary: string): Promise<void> => fillWith(temporary, text);
    return this.#guarded(path, () => withNewFile(path, fill, (temporary) => replaceBy(temporary, path)));
  }

  async addRecord(name: string, text: string): Promise<boolean> {
    const path = this.#record(name);
    const fill = (temporary: string): Promise<void> => fillWith(temporary, text);
    return this.#guarded(path, () => withNewFile(path, fill, (temporary) => claimBy(temporary, path)));
  }

  async removeRecord(name: string): Promise<void> {
    const path = this.#record(name);
    return this.#guarded(path, () => rm(path, { force: true }));
  }

  async removeUnfinished(age: number): Promise<void> {
    const entries = await this.#unlessMissing(this.#root, () => readdir(this.#root, FOLDERS));
    for (const entry of entries ?? []) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) await this.#unlessMissing(path, () => removeUnfinished(path, age));
    }
  }

  async *records(prefix = ''): AsyncGenerator<StoredItem> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    for await (const { place, ...item } of this.#list(`records/${folder}`.replace(/\/$/, ''))) {
      const name = recordAt(place);
      if (name?.startsWith(prefix)) yield { name, ...item };
    }
  }

  /** Writes a blob unless it is there with its length. */
  async #keep(file: StoredFile, fill: (temporary: string) => Promise<void>): Promise<StoredFile> {
    const path = this.#blob(file.digest);
    const there = await this.#unlessMissing(path, () => stat(path));
    const now = new Date();
    if (there?.size === file.bytes) {
      const isOld = now.getTime() - there.mtimeMs > REFRESH_AGE;
      // It may have been removed at this moment, because it is old: then it is written again.
      const isKept = !isOld || (await this.#unlessMissing(path, async () => (await utimes(path, now, now), true)));
      if (isKept) return file;
    }
    await this.#guarded(path, () => withNewFile(path, fill, (temporary) => replaceBy(temporary, path)));
    return file;
  }

  /** Files below a folder, at any depth. */
  async *#list(place: string): AsyncGenerator<Omit<StoredItem, 'name'> & { readonly place: string }> {
    const path = join(this.#root, place);
    const entries = (await this.#unlessMissing(path, () => readdir(path, { withFileTypes: true }))) ?? [];
    for (const entry of entries) {
      const inner = `${place}/${entry.name}`;
      if (entry.isDirectory()) yield* this.#list(inner);
      else {
        const found = await this.#unlessMissing(inner, () => stat(join(this.#root, inner)));
        if (found) yield { place: inner, bytes: found.size, written: found.mtimeMs };
      }
    }
  }

  #blob(digest: string): string {
    return join(this.#root, placeOfBlob(digest));
  }

  #record(name: string): string {
    return join(this.#root, placeOfRecord(name));
  }

  /** @returns undefined where the path leads to nothing. */
  async #unlessMissing<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw folderError(error, path);
    }
  }

  async #guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw folderError(error, path);
    }
  }
}
