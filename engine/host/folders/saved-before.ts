/**
 * Files that an earlier run left in a folder. Equal work gives equal bytes, so a run that was killed and is started
 * again finds by its bytes what it has saved already, and saves nothing twice. No journal is needed that could be lost,
 * or could disagree with the folder.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

export class SavedBefore {
  readonly #folder: string;
  /** Names by size in bytes, in alphabetical order. */
  readonly #names = new Map<number, string[]>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Lists the files that are there now. Files that are made later are not found.
   * @param isCandidate tells names that such a run may have given.
   */
  static async list(folder: string, isCandidate: (name: string) => boolean): Promise<SavedBefore> {
    const listed = new SavedBefore(folder);
    const names = await readdir(folder).catch((): string[] => []);
    for (const name of names.filter(isCandidate).toSorted()) {
      const found = await stat(join(folder, name)).catch(() => undefined);
      if (!found?.isFile()) continue;
      const ofSize = listed.#names.get(found.size);
      if (ofSize) ofSize.push(name);
      else listed.#names.set(found.size, [name]);
    }
    return listed;
  }

  /**
   * The first file with these bytes. A file is given once, so that results that are equal keep a file each.
   * @returns its name; undefined when there is none.
   */
  async take(data: Uint8Array): Promise<string | undefined> {
    const names = this.#names.get(data.length) ?? [];
    for (const [index, name] of names.entries()) {
      const bytes = await readFile(join(this.#folder, name)).catch(() => undefined);
      if (!bytes?.equals(data)) continue;
      names.splice(index, 1);
      return name;
    }
    return undefined;
  }
}
