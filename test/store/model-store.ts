/** A content store as plain maps: what the others are compared with. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { ContentStore, Shelf, ShelfName, StoredFile, StoredItem } from '../../engine/store/content-store.ts';

class ModelShelf implements Shelf {
  readonly #blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #records = new Map<string, string>();

  hasBlob = async (digest: string): Promise<boolean> => this.#blobs.has(digest);
  readBlob = async (digest: string): Promise<Uint8Array<ArrayBuffer> | undefined> => this.#blobs.get(digest);
  removeBlob = async (digest: string): Promise<void> => void this.#blobs.delete(digest);
  getRecord = async (name: string): Promise<string | undefined> => this.#records.get(name);
  putRecord = async (name: string, text: string): Promise<void> => void this.#records.set(name, text);
  removeRecord = async (name: string): Promise<void> => void this.#records.delete(name);

  removeUnfinished = async (): Promise<void> => {};

  async writeBlob(bytes: Uint8Array): Promise<StoredFile> {
    const digest = createHash('sha256').update(bytes).digest('hex');
    this.#blobs.set(digest, new Uint8Array(bytes));
    return { digest, bytes: bytes.length };
  }

  async readBlobTo(digest: string, path: string): Promise<boolean> {
    const bytes = this.#blobs.get(digest);
    if (bytes) await writeFile(path, bytes);
    return bytes !== undefined;
  }

  async writeBlobFrom(path: string): Promise<StoredFile> {
    return this.writeBlob(await readFile(path));
  }

  async addRecord(name: string, text: string): Promise<boolean> {
    if (this.#records.has(name)) return false;
    this.#records.set(name, text);
    return true;
  }

  async *blobs(): AsyncGenerator<StoredItem> {
    for (const [name, { length }] of this.#blobs) yield { name, bytes: length, written: Date.now() };
  }

  async *records(prefix = ''): AsyncGenerator<StoredItem> {
    for (const [name, text] of this.#records)
      if (name.startsWith(prefix)) yield { name, bytes: Buffer.byteLength(text), written: Date.now() };
  }
}

export class ModelStore implements ContentStore {
  readonly address = 'model';
  readonly #shelves = new Map<ShelfName, Shelf>();

  shelf(name: ShelfName): Shelf {
    const shelf = this.#shelves.get(name) ?? new ModelShelf();
    this.#shelves.set(name, shelf);
    return shelf;
  }

  check = async (): Promise<void> => {};
  close = (): void => {};
}
