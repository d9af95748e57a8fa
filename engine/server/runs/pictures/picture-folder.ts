/**
 * A folder of picture files within a limit of bytes: the pictures that were not shown for the longest time go first.
 */
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { DISK, type FileLayer } from '../../../files/file-layer.ts';
import { exceptHeld } from '../../../files/held-file.ts';
import { makeFolder, replaceFile } from '../../../files/write-file.ts';
import { isIntactPng } from '../../pictures/intact-png.ts';
import { parsePictureName } from './picture-name.ts';

/** A file of a set. */
export interface HeldPicture {
  readonly name: string;
  readonly bytes: number;
}

/** The pictures of one value, in order. */
export type PictureSet = readonly HeldPicture[];

export class PictureFolder {
  readonly #folder: string;
  readonly #files: FileLayer;
  readonly #limit: number;
  /** Sets by key; the one shown last is at the end. */
  readonly #sets = new Map<string, PictureSet>();
  #bytes = 0;

  /** @param limit bytes of all files. */
  constructor(folder: string, limit: number, files: FileLayer = DISK) {
    this.#folder = folder;
    this.#files = files;
    this.#limit = limit;
  }

  /** Reads which pictures exist. Files that are not pictures, such as half-written ones, are removed. */
  async load(): Promise<void> {
    await makeFolder(this.#folder, this.#files);
    const files = (await Promise.all((await readdir(this.#folder)).map((name) => this.#stat(name)))).flat();
    const found = new Map<string, HeldPicture[]>();
    for (const { name, bytes } of files.toSorted((a, b) => a.modified - b.modified)) {
      const key = parsePictureName(name)?.key;
      if (key === undefined) await rm(join(this.#folder, name), { force: true, recursive: true }).catch(() => {});
      else found.set(key, [...(found.get(key) ?? []), { name, bytes }]);
    }
    for (const [key, set] of found) if (isComplete(set)) this.#add(key, set.toSorted(byPlace));
  }

  /**
   * Takes a set out, to be kept again as the one shown last.
   * @returns undefined when one of its files does not exist or is damaged.
   */
  async take(key: string): Promise<PictureSet | undefined> {
    const set = this.#sets.get(key);
    if (!set) return undefined;
    this.#remove(key, set);
    return (await this.#isIntact(set)) && (await this.#touch(set)) ? set : undefined;
  }

  /** @throws StorageError */
  async write(name: string, data: Uint8Array): Promise<HeldPicture> {
    await replaceFile(join(this.#folder, name), data, { files: this.#files });
    return { name, bytes: data.length };
  }

  /** Adds a set as the one shown last. Removes other sets if the folder is too large. */
  async keep(key: string, set: PictureSet): Promise<void> {
    this.#add(key, set);
    for (const [oldest, files] of this.#sets) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.#remove(oldest, files);
      // A file that somebody holds open stays, and is found again at the next start.
      for (const { name } of files) await this.#files.rm(join(this.#folder, name), { force: true }).catch(exceptHeld);
    }
  }

  #add(key: string, set: PictureSet): void {
    this.#sets.set(key, set);
    this.#bytes += sizeOf(set);
  }

  #remove(key: string, set: PictureSet): void {
    this.#sets.delete(key);
    this.#bytes -= sizeOf(set);
  }

  /** Nothing for a file that was removed meanwhile. */
  async #stat(name: string): Promise<(HeldPicture & { readonly modified: number })[]> {
    const file = await stat(join(this.#folder, name)).catch(() => undefined);
    return file ? [{ name, bytes: file.size, modified: file.mtimeMs }] : [];
  }

  async #isIntact(set: PictureSet): Promise<boolean> {
    for (const { name } of set) {
      const bytes = await readFile(join(this.#folder, name)).catch(() => undefined);
      if (!bytes || !isIntactPng(bytes)) return false;
    }
    return true;
  }

  /** Sets the time of the files, so that a later process knows when they were shown. False when one does not exist. */
  async #touch(set: PictureSet): Promise<boolean> {
    const now = new Date();
    try {
      for (const { name } of set) await utimes(join(this.#folder, name), now, now);
      return true;
    } catch {
      return false;
    }
  }
}

/** Whether all files of a set were written before the process ended. */
function isComplete(set: PictureSet): boolean {
  return set.length === parsePictureName(set[0]?.name ?? '')?.count;
}

function byPlace(a: HeldPicture, b: HeldPicture): number {
  return (parsePictureName(a.name)?.place ?? 0) - (parsePictureName(b.name)?.place ?? 0);
}

function sizeOf(set: PictureSet): number {
  return set.reduce((sum, { bytes }) => sum + bytes, 0);
}
