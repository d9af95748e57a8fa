/** A content store in a folder: of this machine, or of a share that every machine mounts. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ContentStore, Shelf, ShelfName } from '../content-store.ts';
import { StoreError } from '../store-error.ts';
import { folderError, isMissing } from './folder-error.ts';
import { FolderShelf } from './folder-shelf.ts';

export class FolderStore implements ContentStore {
  readonly address: string;
  readonly #shelves = new Map<ShelfName, Shelf>();

  /** @param folder must exist: an empty place is more often a share that is not mounted than a new store. */
  constructor(folder: string) {
    this.address = resolve(folder);
  }

  shelf(name: ShelfName): Shelf {
    const known = this.#shelves.get(name);
    if (known) return known;
    const shelf = new FolderShelf(join(this.address, name));
    this.#shelves.set(name, shelf);
    return shelf;
  }

  async check(): Promise<void> {
    const found = await stat(this.address).catch((error: unknown) => {
      if (!isMissing(error)) throw folderError(error, this.address);
    });
    if (!found?.isDirectory())
      throw new StoreError(
        'no-place',
        `${this.address}: there is no such folder. Mount the share, or make the folder: mkdir -p ${this.address}`,
      );
    const name = `check/${randomUUID()}`;
    const shelf = this.shelf('results');
    await shelf.putRecord(name, '');
    await shelf.removeRecord(name);
  }

  close(): void {
    // A folder holds nothing open.
  }
}
