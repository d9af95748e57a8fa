/**
 * Saved workflows: one formatted JSON file each, in one folder. A file is replaced as a whole, one change at a time.
 * Its digest shows whether somebody changed it by hand.
 */
import type { BigIntStats } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf } from '../../../nodes/services/file-identity.ts';
import { DISK, type FileLayer } from '../../files/file-layer.ts';
import { writeErrorOf } from '../../files/storage-error.ts';
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

export class WorkflowFiles {
  readonly #folder: string;
  readonly #foreign: Pick<Foreign, 'saved' | 'format'>;
  readonly #files: FileLayer;
  /** List entries by name, valid while the identity of the file is the same. */
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
    const names = entries
      .filter((entry) => entry.endsWith(EXTENSION))
      .map((entry) => entry.slice(0, -EXTENSION.length))
      .filter(isFileName);
    const saved = await Promise.all(names.map((name) => this.#describe(name).catch(() => undefined)));
    return saved.filter((each) => each !== undefined).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  }

  /** @throws HttpError 404; WorkflowError when the file is not a workflow. */
  async read(name: string): Promise<StoredWorkflow> {
    const bytes = await this.#bytes(name);
    // The bytes may be handed over to a thread, so their digest comes first.
    const digest = digestOf(bytes);
    return { workflow: await this.#foreign.saved(bytes, `${name}${EXTENSION}`), digest };
  }

  /**
   * @returns the digest of the new file.
   * @throws HttpError 409 `exists` or `conflict` when the expectation is not met, 422 for an invalid name;
   *   StorageError when the file cannot be written.
   */
  write(name: string, workflow: Workflow, expected: Expectation): Promise<string> {
    return this.#inTurn(async () => {
      checkFileName(name);
      const existing = await this.#look(name);
      // A file that is no workflow, such as a link, has no digest anybody could expect.
      if (existing) checkExpectation(name, isReadable(existing) ? await readFile(this.#path(name)) : NOTHING, expected);
      const bytes = Buffer.from(await this.#foreign.format(workflow));
      await makeFolder(this.#folder, this.#files);
      await replaceFile(this.#path(name), bytes, { files: this.#files });
      return digestOf(bytes);
    });
  }

  /** @throws HttpError 404; 409 `conflict` when the expectation is not met. */
  remove(name: string, expected?: Expectation): Promise<void> {
    return this.#inTurn(async () => {
      checkExpectation(name, await this.#bytes(name), expected);
      await this.#delete(this.#path(name));
      this.#entries.delete(name);
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

  async #describe(name: string): Promise<SavedWorkflow> {
    const file = await lstat(this.#path(name), { bigint: true });
    const stamp = identityOf(file);
    const known = this.#entries.get(name);
    if (known?.stamp === stamp) return known.saved;
    const bytes = await this.#bytes(name);
    // The bytes may be handed over to a thread, so their digest comes first.
    const digest = digestOf(bytes);
    const saved = { name, digest, modified: Number(file.mtimeMs), ...(await this.#titleOf(bytes, name)) };
    this.#entries.set(name, { stamp, saved });
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
  async #bytes(name: string): Promise<Buffer> {
    const missing = notFound(`saved workflow ${JSON.stringify(name)}`);
    if (!isFileName(name)) throw missing;
    const file = await this.#look(name);
    if (!file || !isReadable(file)) throw missing;
    return readFile(this.#path(name));
  }

  /** Undefined when there is nothing of this name. A symbolic link could lead anywhere, so it is not followed. */
  async #look(name: string): Promise<BigIntStats | undefined> {
    try {
      return await lstat(this.#path(name), { bigint: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #path(name: string): string {
    return join(this.#folder, name + EXTENSION);
  }

  /** Makes one change after another, so that an expectation still holds when the file is written. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}

function isReadable(file: BigIntStats): boolean {
  return file.isFile() && file.size <= LARGEST;
}
