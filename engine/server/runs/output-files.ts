/**
 * The files runs save, in one folder. A file's name follows from its run, by default from the number of the run: a run
 * that is started again saves under the same names, and a file that already exists is not written again. No other file
 * is ever overwritten.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
/** Behind a stem: the place among the files of the run with this stem, and another number where the name was taken. */
const NUMBERS = /^(?:-\d+)?(?:_\d+)?$/;

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
    /** Names that this run has given, folded: results that are equal keep a file each. */
    const taken = new Set<string>();
    return {
      save: async (file) => {
        if (file.counted) return this.#saveCounted(file, file.counted);
        const stem = file.name ?? `${outputStem(file.prefix)}-${numberText(number)}`;
        const kind = foldedName(`${stem}.${file.extension}`);
        const index = counts.get(kind) ?? 0;
        counts.set(kind, index + 1);
        const listed = before.get(kind) ?? listedBefore(this.#folder, stem, file);
        before.set(kind, listed);
        // Targets may finish in another order than before.
        const found = await takeBefore(await listed, stem, file.data, taken);
        if (found !== undefined) return this.#saved(found, file);
        return this.#save(file, stem, index, taken);
      },
    };
  }

  /** Removes files that a killed server left unfinished. */
  async removeUnfinished(): Promise<void> {
    await removeUnfinished(this.#folder);
  }

  async #saveCounted(file: OutputFile, counted: CountedName): Promise<SavedOutput> {
    const name = await saveCounted(this.#folder, file, { ...counted, time: new Date() }, this.#files);
    return this.#saved(name, file);
  }

  #saved(name: string, { data, mediaType }: OutputFile): SavedOutput {
    const digest = createHash('sha256').update(data).digest('hex');
    return { folder: 'output', name, url: pictureUrl('output', name), mediaType, digest };
  }

  /** @param index counts the files of the run with the same stem and extension, in any capitals, from 0. */
  async #save(file: OutputFile, stem: string, index: number, taken: Set<string>): Promise<SavedOutput> {
    const ofRun = `${stem}${suffix('-', index)}`;
    // The folder may have been deleted while the server runs.
    await makeFolder(join(this.#folder, dirname(stem)), this.#files);
    const claim = (temporary: string): Promise<string> => this.#claim(temporary, file, ofRun, taken);
    // Written in the root, where files that a killed server left unfinished are removed.
    const first = join(this.#folder, basename(nameOf(ofRun, file, 0)));
    const name = await withWritten(first, file.data, claim, { files: this.#files });
    return this.#saved(name, file);
  }

  /** @returns the first of `fox-00007.png`, `fox-00007_2.png`, ... that is free, or already holds these bytes. */
  async #claim(temporary: string, file: OutputFile, stem: string, taken: Set<string>): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      const name = nameOf(stem, file, attempt);
      if (taken.has(foldedName(name))) continue;
      taken.add(foldedName(name));
      const path = join(this.#folder, name);
      if ((await claimName(temporary, path, this.#files)) || (await hasBytes(path, file.data))) return name;
    }
  }
}

/** The files that are there with this stem and extension, numbered or not. */
function listedBefore(root: string, stem: string, file: OutputFile): Promise<SavedBefore> {
  const start = foldedName(basename(stem));
  const end = foldedName(`.${fileExtension(file.extension)}`);
  return SavedBefore.list(join(root, dirname(stem)), (name) => {
    const given = foldedName(name);
    return given.startsWith(start) && given.endsWith(end) && NUMBERS.test(given.slice(start.length, -end.length));
  });
}

/** @returns the name, below the folder of outputs, of a file with these bytes that the run has not given yet. */
async function takeBefore(
  before: SavedBefore,
  stem: string,
  data: Uint8Array,
  taken: Set<string>,
): Promise<string | undefined> {
  for (;;) {
    const found = await before.take(data);
    if (found === undefined) return undefined;
    const name = join(dirname(stem), found).replaceAll('\\', '/');
    if (taken.has(foldedName(name))) continue;
    taken.add(foldedName(name));
    return name;
  }
}

function numberText(number: number): string {
  return String(number).padStart(DIGITS, '0');
}

function nameOf(stem: string, { extension }: OutputFile, attempt: number): string {
  return `${stem}${suffix('_', attempt)}.${fileExtension(extension)}`;
}

/** Nothing for the first, `-2` for the second, and so on. */
function suffix(sign: string, index: number): string {
  return index === 0 ? '' : `${sign}${index + 1}`;
}

async function hasBytes(path: string, data: Uint8Array): Promise<boolean> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes !== undefined && bytes.equals(data);
}
