/**
 * `manifest.jsonl` in the folder of a batch: what was made, from which values. Lines are appended and synced, so a kill
 * can only cut off the last one, which the next start removes. A line is written when its picture is whole on the disk,
 * just before the picture gets its name: a named picture always has its line.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { foldedName } from '../../../files/same-name.ts';
import { writeErrorOf } from '../../../files/storage-error.ts';
import { statOf } from '../../places.ts';
import { HashTable, shortHash } from '../names/hash-table.ts';
import { linesOf } from '../rows/lines.ts';
import { compact } from './compact.ts';
import { identityOf, type ManifestRecord, readLine } from './record.ts';

export const MANIFEST = 'manifest.jsonl';

/** The value of a picture that failed. */
const FAILED = 0;

export class Manifest {
  readonly #path: string;
  /** Opened for the first line: a batch that is refused leaves no file. */
  #file: Promise<FileHandle> | undefined;
  /** By identity of a line: the short hash of its identity and key. */
  readonly #known: HashTable;
  /** Lines in the file. */
  #lines: number;
  /** Lines are appended one after the other. */
  #last: Promise<void> = Promise.resolve();
  /** When the batch was first started, in ISO 8601; undefined for a new one. */
  readonly started: string | undefined;

  private constructor(path: string, found: Found) {
    this.#path = path;
    this.#known = found.known;
    this.#lines = found.lines;
    this.started = found.started;
  }

  /**
   * Reads the manifest of a folder, if there is one. A torn last line is removed, and lines that later ones replace.
   * @throws StorageError
   */
  static async open(folder: string): Promise<Manifest> {
    const path = join(folder, MANIFEST);
    try {
      const found = await read(path);
      if (found.torn || found.lines > found.known.size) await compact(path);
      return new Manifest(path, { ...found, lines: found.known.size });
    } catch (error) {
      throw writeErrorOf(error, path) ?? error;
    }
  }

  /** Whether the newest line of a name says that it was made with this key. */
  isMade(name: string, key: string): boolean {
    const identity = identityOf({ name, line: 0 }, foldedName);
    return this.#known.get(identity) === valueOf(identity, key);
  }

  /** Whether a name belongs to the batch: its file may be replaced. */
  knows(name: string): boolean {
    return this.#known.get(identityOf({ name, line: 0 }, foldedName)) !== undefined;
  }

  /** Resolves when the line is on the disk. The folder exists. @throws StorageError */
  append(record: ManifestRecord): Promise<void> {
    const text = `${JSON.stringify(record)}\n`;
    const written = this.#last.then(async () => {
      const file = await (this.#file ??= open(this.#path, 'a'));
      await file.appendFile(text);
      await file.datasync();
    });
    this.#last = written.catch(() => {});
    const identity = identityOf(record, foldedName);
    this.#known.set(identity, 'key' in record ? valueOf(identity, record.key) : FAILED);
    this.#lines += 1;
    return written.catch((error: unknown) => {
      throw writeErrorOf(error, this.#path) ?? error;
    });
  }

  /** Closes the file, with one line left for each picture. */
  async close(): Promise<void> {
    await this.#last;
    await (await this.#file)?.close();
    if (this.#lines > this.#known.size) await compact(this.#path);
  }
}

interface Found {
  readonly known: HashTable;
  readonly lines: number;
  readonly torn: boolean;
  readonly started: string | undefined;
}

async function read(path: string): Promise<Found> {
  const known = new HashTable();
  let [lines, torn, started]: [number, boolean, string | undefined] = [0, false, undefined];
  if (!statOf(path)) return { known, lines, torn, started };
  for await (const { text, ended } of linesOf(path)) {
    const line = ended ? readLine(text) : undefined;
    if (!line) {
      torn = true;
      continue;
    }
    lines += 1;
    if (started === undefined || (line.time !== undefined && line.time < started)) started = line.time;
    const identity = identityOf(line, foldedName);
    known.set(identity, line.key === undefined ? FAILED : valueOf(identity, line.key));
  }
  return { known, lines, torn, started };
}

function valueOf(identity: string, key: string): number {
  return shortHash(`${identity}\n${key}`);
}
