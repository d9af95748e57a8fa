/**
 * A folder of picture files within a limit of bytes: the pictures that were not shown for the longest time go first.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  readonly #limit: number;
  /** Sets by key; the one shown last is at the end. */
  readonly #sets = new Map<string, PictureSet>();
  #bytes = 0;

  /** @param limit bytes of all files. */
  constructor(folder: string, limit: number) {
    this.#folder = folder;
    this.#limit = limit;
  }

  /** Reads which pictures exist. Files that are not pictures, such as half-written ones, are removed. */
  async load(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const files = await Promise.all((await readdir(this.#folder)).map((name) => this.#stat(name)));
    const found = new Map<string, HeldPicture[]>();
    for (const { name, bytes } of files.toSorted((a, b) => a.modified - b.modified)) {
      const key = parsePictureName(name)?.key;
      if (key === undefined) await rm(join(this.#folder, name), { force: true, recursive: true });
      else found.set(key, [...(found.get(key) ?? []), { name, bytes }]);
    }
    for (const [key, set] of found) if (isComplete(set)) this.#add(key, set.toSorted(byPlace));
  }

  /**
   * Takes a set out, to be kept again as the one shown last.
   * @returns undefined when one of its files does not exist.
   */
  async take(key: string): Promise<PictureSet | undefined> {
    const set = this.#sets.get(key);
    if (!set) return undefined;
    this.#remove(key, set);
    return (await this.#touch(set)) ? set : undefined;
  }

  async write(name: string, data: Uint8Array): Promise<HeldPicture> {
    const temporary = join(this.#folder, `.${randomUUID()}`);
    await writeFile(temporary, data);
    await rename(temporary, join(this.#folder, name));
    return { name, bytes: data.length };
  }

  /** Adds a set as the one shown last. Removes other sets if the folder is too large. */
  async keep(key: string, set: PictureSet): Promise<void> {
    this.#add(key, set);
    for (const [oldest, files] of this.#sets) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.#remove(oldest, files);
      for (const { name } of files) await rm(join(this.#folder, name), { force: true });
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

  async #stat(name: string): Promise<HeldPicture & { readonly modified: number }> {
    const { size, mtimeMs } = await stat(join(this.#folder, name));
    return { name, bytes: size, modified: mtimeMs };
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
