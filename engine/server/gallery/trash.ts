/**
 * Deleted pictures. Their files lie in a hidden folder among the saved ones, which no address and no workflow can name,
 * and come back for some days.
 */
import { dirname, join } from 'node:path';
import { inputFiles } from '../../../nodes/services/input-files.ts';
import type { FileLayer } from '../../files/file-layer.ts';
import { writeErrorOf } from '../../files/storage-error.ts';
import { claimName, makeFolder } from '../../files/write-file.ts';
import { extensionOf } from '../pictures/media-type.ts';
import type { PictureIndex } from './picture-index.ts';

/** Begins with a dot; see name-below.ts. */
const FOLDER = '.trash';
/** Milliseconds for which a deleted picture can come back. */
const KEPT = 7 * 24 * 3600_000;

export class Trash {
  readonly #index: PictureIndex;
  readonly #folder: string;
  readonly #files: FileLayer;

  /** @param folder of the saved files. */
  constructor(index: PictureIndex, folder: string, files: FileLayer) {
    this.#index = index;
    this.#folder = folder;
    this.#files = files;
  }

  /**
   * Deletes pictures. One whose file is gone, or leads out of the folder, only leaves the gallery.
   * @returns the ids of those that can come back.
   * @throws StorageError at the first file that cannot be moved; those before it are deleted.
   */
  async discard(ids: readonly number[]): Promise<number[]> {
    await makeFolder(join(this.#folder, FOLDER), this.#files);
    const discarded: number[] = [];
    for (const { id, name } of this.#index.all(ids)) {
      if (!(await this.#isInside(name))) this.#index.forget([name]);
      else {
        await this.#move(id, name);
        discarded.push(id);
      }
    }
    return discarded;
  }

  /**
   * Brings deleted pictures back, under another name where theirs was taken meanwhile.
   * @returns the ids of those that came back.
   */
  async restore(ids: readonly number[]): Promise<number[]> {
    const restored: number[] = [];
    for (const id of ids) {
      const found = this.#index.discarded(id);
      const name = found && (await this.#bringBack(found.file, found.name));
      if (name === undefined) continue;
      this.#index.restore(id, name);
      restored.push(id);
    }
    return restored;
  }

  /** Removes for good what was deleted long ago. @param now in milliseconds since the epoch. */
  async empty(now = Date.now()): Promise<void> {
    for (const { number, file } of this.#index.discardedBefore(now - KEPT)) {
      await this.#files.rm(this.#path(file), { force: true });
      this.#index.dropDiscarded(number);
    }
  }

  /** After a crash in between, the file is still among the saved ones, and is entered again. */
  async #move(id: number, name: string): Promise<void> {
    const file = `${id}.${extensionOf(name)}`;
    this.#index.discard(id, file);
    try {
      await this.#files.rename(join(this.#folder, name), this.#path(file));
    } catch (error) {
      this.#index.restore(id, name);
      throw writeErrorOf(error, join(this.#folder, name)) ?? error;
    }
  }

  /** @returns its name now; undefined when the file is gone. */
  async #bringBack(file: string, name: string): Promise<string | undefined> {
    await makeFolder(dirname(join(this.#folder, name)), this.#files);
    for (let attempt = 1; ; attempt++) {
      const free = attempt === 1 ? name : numbered(name, attempt);
      try {
        if (!(await claimName(this.#path(file), join(this.#folder, free), this.#files))) continue;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
      await this.#files.rm(this.#path(file), { force: true });
      return free;
    }
  }

  #path(file: string): string {
    return join(this.#folder, FOLDER, file);
  }

  async #isInside(name: string): Promise<boolean> {
    return inputFiles([this.#folder])
      .find(name)
      .then(
        () => true,
        () => false,
      );
  }
}

/** `fox-00007.png` as `fox-00007_2.png`. */
function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  return `${name.slice(0, dot)}_${number}${name.slice(dot)}`;
}
