/**
 * The files runs save, in one folder. A file's name follows from the number of its run: a run that is started again
 * saves under the same names, and a file that already exists is not written again. No other file is ever overwritten.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DISK, type FileLayer } from '../../files/file-layer.ts';
import { foldedName } from '../../files/same-name.ts';
import { claimName, makeFolder, removeUnfinished, withWritten } from '../../files/write-file.ts';
import { fileExtension, outputStem } from '../../host/file-name.ts';
import { SavedBefore } from '../../host/folders/saved-before.ts';
import type { CountedName, OutputFile, OutputStore, RunOutputs, SavedOutput } from '../../jobs/output-store.ts';
import { pictureUrl } from '../pictures/address.ts';
import { saveCounted } from './save-counted.ts';

/** Digits of a run's number in a name. */
const DIGITS = 5;

export class OutputFolder implements OutputStore {
  readonly #folder: string;
  readonly #files: FileLayer;

  constructor(folder: string, files: FileLayer = DISK) {
    this.#folder = folder;
    this.#files = files;
  }

  ofRun(number: number): RunOutputs {
    const counts = new Map<string, number>();
    /** What the run saved before it was killed, by kind. */
    const before = new Map<string, Promise<SavedBefore>>();
    return {
      save: async (file) => {
        if (file.counted) return this.#saveCounted(file, file.counted);
        const kind = foldedName(`${outputStem(file.prefix)}.${file.extension}`);
        const index = counts.get(kind) ?? 0;
        counts.set(kind, index + 1);
        const listed = before.get(kind) ?? this.#listed(file, number);
        before.set(kind, listed);
        // Targets may finish in another order than before.
        const name = await (await listed).take(file.data);
        if (name !== undefined) return this.#saved(name, file);
        return this.#save(file, number, index);
      },
    };
  }

  /** Removes files that a killed server left unfinished. */
  async removeUnfinished(): Promise<void> {
    await removeUnfinished(this.#folder);
  }

  /** The files of a run with the safe prefix and extension of this one. */
  #listed(file: OutputFile, number: number): Promise<SavedBefore> {
    const start = foldedName(`${outputStem(file.prefix)}-${numberText(number)}`);
    const end = foldedName(`.${fileExtension(file.extension)}`);
    const isOfRun = (name: string): boolean =>
      name.startsWith(start) && name.endsWith(end) && /^[-_\d]*$/.test(name.slice(start.length, -end.length));
    return SavedBefore.list(this.#folder, (name) => isOfRun(foldedName(name)));
  }

  async #saveCounted(file: OutputFile, counted: CountedName): Promise<SavedOutput> {
    const name = await saveCounted(this.#folder, file, { ...counted, time: new Date() }, this.#files);
    return this.#saved(name, file);
  }

  #saved(name: string, { data, mediaType }: OutputFile): SavedOutput {
    const digest = createHash('sha256').update(data).digest('hex');
    return { folder: 'output', name, url: pictureUrl('output', name), mediaType, digest };
  }

  /** @param index counts the files of the run with the same safe prefix and extension, in any capitals, from 0. */
  async #save(file: OutputFile, number: number, index: number): Promise<SavedOutput> {
    const runAndIndex = `${numberText(number)}${suffix('-', index)}`;
    const first = join(this.#folder, nameOf(file, runAndIndex, 0));
    // The folder may have been deleted while the server runs.
    await makeFolder(this.#folder, this.#files);
    const claim = (temporary: string): Promise<string> => this.#claim(temporary, file, runAndIndex);
    const name = await withWritten(first, file.data, claim, { files: this.#files });
    return this.#saved(name, file);
  }

  /** @returns the first of `fox-00007.png`, `fox-00007_2.png`, ... that is free, or already holds these bytes. */
  async #claim(temporary: string, file: OutputFile, runAndIndex: string): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      const name = nameOf(file, runAndIndex, attempt);
      const path = join(this.#folder, name);
      if ((await claimName(temporary, path, this.#files)) || (await hasBytes(path, file.data))) return name;
    }
  }
}

function numberText(number: number): string {
  return String(number).padStart(DIGITS, '0');
}

/** @param runAndIndex the number of the run, and the place of the file among those of its kind. */
function nameOf({ prefix, extension }: OutputFile, runAndIndex: string, attempt: number): string {
  return `${outputStem(prefix)}-${runAndIndex}${suffix('_', attempt)}.${fileExtension(extension)}`;
}

/** Nothing for the first, `-2` for the second, and so on. */
function suffix(sign: string, index: number): string {
  return index === 0 ? '' : `${sign}${index + 1}`;
}

async function hasBytes(path: string, data: Uint8Array): Promise<boolean> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes !== undefined && bytes.equals(data);
}
