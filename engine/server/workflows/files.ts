/**
 * Saved workflows: one formatted JSON file each, in one folder. A file is replaced as a whole, one change at a time.
 * Its digest shows whether somebody changed it by hand. A name is found in the list of the folder and not by the
 * system, so that the same names are different, or the same, on every system.
 */
import type { BigIntStats } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf } from '../../../nodes/services/file-identity.ts';
import { DISK, type FileLayer } from '../../files/file-layer.ts';
import { writeErrorOf } from '../../files/storage-error.ts';
import { entryNamed, exactEntry } from '../../files/same-name.ts';
import { makeFolder, removeUnfinished, replaceFile, syncFolder } from '../../files/write-file.ts';
import type { SavedWorkflow, Workflow } from '../../protocol/index.ts';
import type { Foreign } from '../foreign/foreign.ts';
import { notFound } from '../http/errors.ts';
import { checkExpectation, digestOf, type Expectation } from './expectation.ts';
import { checkFileName, isFileName } from './file-name.ts';

const EXTENSION = '.json';
/** Bytes of a file. */
const LARGEST = 64n * 2n ** 20n;
const NOTHING = Buffer.alloc(0);

export interface StoredWorkflow {
  readonly workflow: Workflow;
  /** Hexadecimal SHA-256 of the file's bytes. */
  readonly digest: string;
}

/** An entry of the folder. */
interface Found {
  /** As the system spells it. */
  readonly entry: string;
  readonly stats: BigIntStats;
}

export class WorkflowFiles {
  readonly #folder: string;
  readonly #foreign: Pick<Foreign, 'saved' | 'format'>;
  readonly #files: FileLayer;
  /** Saved workflows by entry, valid while the identity of the file is the same. */
  readonly #entries = new Map<string, { readonly stamp: string; readonly saved: SavedWorkflow }>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, foreign: Pick<Foreign, 'saved' | 'format'>, files: FileLayer = DISK) {
    this.#folder = folder;
    this.#foreign = foreign;
    this.#files = files;
  }

  /** Removes files that a killed server left unfinished. */
  async removeUnfinished(): Promise<void> {
    await removeUnfinished(this.#folder);
  }

  /** Sorted by name. A file that is not a workflow is listed with its name as title. */
  async list(): Promise<SavedWorkflow[]> {
    const entries = await readdir(this.#folder);
    const named = entries.filter((entry) => entry.endsWith(EXTENSION) && isFileName(nameOf(entry)));
    const saved = await Promise.all(named.map((entry) => this.#describe(entry).catch(() => undefined)));
    return saved.filter((each) => each !== undefined).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  }

  /** @throws HttpError 404; WorkflowError when the file is not a workflow. */
  async read(name: string): Promise<StoredWorkflow> {
    const bytes = await this.#read(await this.#existing(name));
    // The bytes may be handed over to a thread, so their digest comes first.
    const digest = digestOf(bytes);
    return { workflow: await this.#foreign.saved(bytes, `${name}${EXTENSION}`), digest };
  }

  /**
   * Writes a workflow. One whose name differs only in capitals is the same on some systems, and is replaced.
   * @returns the digest of the new file.
   * @throws HttpError 409 `exists` or `conflict` when the expectation is not met, 422 for an invalid name;
   *   StorageError when the file cannot be written.
   */
  write(name: string, workflow: Workflow, expected: Expectation): Promise<string> {
    return this.#inTurn(async () => {
      checkFileName(name);
      const existing = await this.#look(name, entryNamed);
      if (existing) checkExpectation(nameOf(existing.entry), await this.#anyBytes(existing), expected);
      const bytes = Buffer.from(await this.#foreign.format(workflow));
      await makeFolder(this.#folder, this.#files);
      const entry = entryOf(name);
      const old = this.#path(existing?.entry ?? entry);
      await replaceFile(this.#path(entry), bytes, { files: this.#files, old });
      return digestOf(bytes);
    });
  }

  /** @throws HttpError 404; 409 `conflict` when the expectation is not met. */
  remove(name: string, expected?: Expectation): Promise<void> {
    return this.#inTurn(async () => {
      const found = await this.#existing(name);
      checkExpectation(name, await readFile(this.#path(found.entry)), expected);
      await this.#delete(this.#path(found.entry));
      this.#entries.delete(found.entry);
    });
  }

  async #delete(path: string): Promise<void> {
    try {
      await this.#files.rm(path);
      await syncFolder(this.#folder, this.#files);
    } catch (error) {
      throw writeErrorOf(error, path) ?? error;
    }
  }

  async #describe(entry: string): Promise<SavedWorkflow> {
    const stats = await lstat(this.#path(entry), { bigint: true });
    const stamp = identityOf(stats);
    const known = this.#entries.get(entry);
    if (known?.stamp === stamp) return known.saved;
    const bytes = await this.#read({ entry, stats });
    // The bytes may be handed over to a thread, so their digest comes first.
    const digest = digestOf(bytes);
    const name = nameOf(entry);
    const saved = { name, digest, modified: Number(stats.mtimeMs), ...(await this.#titleOf(bytes, name)) };
    this.#entries.set(entry, { stamp, saved });
    return saved;
  }

  async #titleOf(bytes: Buffer, name: string): Promise<Pick<SavedWorkflow, 'title' | 'description'>> {
    try {
      const { name: title, description } = await this.#foreign.saved(bytes, name);
      return { title, ...(description === undefined ? {} : { description }) };
    } catch {
      return { title: name };
    }
  }

  /** @throws HttpError 404 */
  async #existing(name: string): Promise<Found> {
    const found = isFileName(name) ? await this.#look(name, exactEntry) : undefined;
    if (!found || !isReadable(found.stats)) throw notFound(`saved workflow ${JSON.stringify(name)}`);
    return found;
  }

  async #read({ entry, stats }: Found): Promise<Buffer> {
    if (!isReadable(stats)) throw notFound(`saved workflow ${JSON.stringify(nameOf(entry))}`);
    return readFile(this.#path(entry));
  }

  /** Nothing for a file that is no workflow, such as a link: it has no digest anybody could expect. */
  async #anyBytes({ entry, stats }: Found): Promise<Buffer> {
    return isReadable(stats) ? readFile(this.#path(entry)) : NOTHING;
  }

  /** Undefined when there is nothing of this name. A symbolic link could lead anywhere, so it is not followed. */
  async #look(name: string, find: typeof exactEntry): Promise<Found | undefined> {
    try {
      const entry = find(await readdir(this.#folder), entryOf(name));
      return entry === undefined ? undefined : { entry, stats: await lstat(this.#path(entry), { bigint: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #path(entry: string): string {
    return join(this.#folder, entry);
  }

  /** Makes one change after another, so that an expectation still holds when the file is written. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}

/** The entry that a workflow of a name gets. */
function entryOf(name: string): string {
  return name.normalize('NFC') + EXTENSION;
}

/** The name of the workflow in an entry. */
function nameOf(entry: string): string {
  return entry.slice(0, -EXTENSION.length).normalize('NFC');
}

function isReadable(file: BigIntStats): boolean {
  return file.isFile() && file.size <= LARGEST;
}
