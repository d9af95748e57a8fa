/**
 * Saved workflows: one formatted JSON file each, in one folder. A file is replaced as a whole, one change at a time.
 * Its digest shows whether somebody changed it by hand.
 */
import { randomUUID } from 'node:crypto';
import { lstat, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SavedWorkflow, Workflow } from '../../protocol/index.ts';
import { formatWorkflow } from '../../workflow/format.ts';
import { parseWorkflow } from '../../workflow/load.ts';
import { notFound } from '../http/errors.ts';
import { writeDurably } from '../pictures/write-durably.ts';
import { checkExpectation, digestOf, type Expectation } from './expectation.ts';
import { checkFileName, isFileName } from './file-name.ts';

const EXTENSION = '.json';
/** Begins with a dot, so it is not the name of a workflow. */
const TEMPORARY = '.saving-';
/** Bytes of a file. */
const LARGEST = 64 * 2 ** 20;

export interface StoredWorkflow {
  readonly workflow: Workflow;
  /** Hexadecimal SHA-256 of the file's bytes. */
  readonly digest: string;
}

export class WorkflowFiles {
  readonly #folder: string;
  /** List entries by name, valid while the stamp (size, time and inode) of the file is the same. */
  readonly #entries = new Map<string, { readonly stamp: string; readonly saved: SavedWorkflow }>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Removes files that a killed server left unfinished. */
  async removeUnfinished(): Promise<void> {
    for (const entry of await readdir(this.#folder))
      if (entry.startsWith(TEMPORARY)) await rm(join(this.#folder, entry), { force: true });
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
    return { workflow: parseWorkflow(bytes.toString('utf8'), `${name}${EXTENSION}`), digest: digestOf(bytes) };
  }

  /**
   * @returns the digest of the new file.
   * @throws HttpError 409 `exists` or `conflict` when the expectation is not met, 422 for an invalid name.
   */
  write(name: string, workflow: Workflow, expected: Expectation): Promise<string> {
    return this.#inTurn(async () => {
      checkFileName(name);
      const existing = await this.#bytes(name).catch(() => undefined);
      if (existing) checkExpectation(name, existing, expected);
      const bytes = Buffer.from(formatWorkflow(workflow));
      await replaceFile(this.#path(name), bytes);
      return digestOf(bytes);
    });
  }

  /** @throws HttpError 404; 409 `conflict` when the expectation is not met. */
  remove(name: string, expected?: Expectation): Promise<void> {
    return this.#inTurn(async () => {
      checkExpectation(name, await this.#bytes(name), expected);
      await rm(this.#path(name));
      this.#entries.delete(name);
    });
  }

  async #describe(name: string): Promise<SavedWorkflow> {
    const { size, mtimeMs, ino } = await stat(this.#path(name));
    const stamp = `${size}:${mtimeMs}:${ino}`;
    const known = this.#entries.get(name);
    if (known?.stamp === stamp) return known.saved;
    const bytes = await this.#bytes(name);
    const saved = { name, digest: digestOf(bytes), modified: mtimeMs, ...titleOf(bytes, name) };
    this.#entries.set(name, { stamp, saved });
    return saved;
  }

  /** @throws HttpError 404 */
  async #bytes(name: string): Promise<Buffer> {
    const missing = notFound(`saved workflow ${JSON.stringify(name)}`);
    if (!isFileName(name)) throw missing;
    // A symbolic link could lead anywhere, so it is not followed.
    const file = await lstat(this.#path(name)).catch(() => undefined);
    if (!file?.isFile() || file.size > LARGEST) throw missing;
    return readFile(this.#path(name));
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

function titleOf(bytes: Buffer, name: string): Pick<SavedWorkflow, 'title' | 'description'> {
  try {
    const { name: title, description } = parseWorkflow(bytes.toString('utf8'), name);
    return { title, ...(description === undefined ? {} : { description }) };
  } catch {
    return { title: name };
  }
}

/** After a crash the file has either its old content or the new one. */
async function replaceFile(path: string, bytes: Buffer): Promise<void> {
  const temporary = join(dirname(path), `${TEMPORARY}${randomUUID()}`);
  try {
    await writeDurably(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
