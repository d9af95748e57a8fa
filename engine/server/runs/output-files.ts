/**
 * The files runs save, in one folder. A file's name follows from the number of its run: a run that is started again
 * saves under the same names, and a file that already exists is not written again. No other file is ever overwritten.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileExtension, outputStem } from '../../host/file-name.ts';
import type { OutputFile, OutputStore, RunOutputs, SavedOutput } from '../../jobs/output-store.ts';
import { pictureUrl } from '../pictures/address.ts';
import { claimName } from '../pictures/claim-name.ts';
import { writeDurably } from '../pictures/write-durably.ts';

/** Begins with a dot, so no address can name the file. */
const TEMPORARY = '.saving-';
/** Digits of a run's number in a name. */
const DIGITS = 5;

export class OutputFolder implements OutputStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  ofRun(number: number): RunOutputs {
    const counts = new Map<string, number>();
    return {
      save: async (file) => {
        const kind = `${outputStem(file.prefix)}.${file.extension}`;
        const index = counts.get(kind) ?? 0;
        counts.set(kind, index + 1);
        return this.#save(file, number, index);
      },
    };
  }

  /** Removes files that a killed server left unfinished. */
  async removeUnfinished(): Promise<void> {
    for (const name of await readdir(this.#folder))
      if (name.startsWith(TEMPORARY)) await rm(join(this.#folder, name), { force: true });
  }

  /** @param index counts the files of the run with the same safe prefix and extension, from 0. */
  async #save(file: OutputFile, number: number, index: number): Promise<SavedOutput> {
    const temporary = join(this.#folder, TEMPORARY + randomUUID());
    try {
      await writeDurably(temporary, file.data);
      const name = await this.#claim(temporary, file, `${String(number).padStart(DIGITS, '0')}${suffix('-', index)}`);
      return { folder: 'output', name, url: pictureUrl('output', name), mediaType: file.mediaType };
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** @returns the first of `fox-00007.png`, `fox-00007_2.png`, ... that is free, or already holds these bytes. */
  async #claim(temporary: string, { prefix, extension, data }: OutputFile, number: string): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      const name = `${outputStem(prefix)}-${number}${suffix('_', attempt)}.${fileExtension(extension)}`;
      const path = join(this.#folder, name);
      if ((await claimName(temporary, path)) || (await hasBytes(path, data))) return name;
    }
  }
}

/** Nothing for the first, `-2` for the second, and so on. */
function suffix(sign: string, index: number): string {
  return index === 0 ? '' : `${sign}${index + 1}`;
}

async function hasBytes(path: string, data: Uint8Array): Promise<boolean> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes !== undefined && bytes.equals(data);
}
