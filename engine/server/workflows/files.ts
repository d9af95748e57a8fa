/**
 * Saved workflows: one tidy JSON file each, in one folder. Files are replaced as a whole, one change at a time, and somebody
 * who changes them by hand is noticed by the digest.
 */
import { createHash, randomUUID } from 'node:crypto';
import { lstat, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatWorkflow } from '../../workflow/format.ts';
import { parseWorkflow } from '../../workflow/load.ts';
import { HttpError, notFound } from '../http/errors.ts';
import { writeDurably } from '../pictures/write-durably.ts';
import type { SavedWorkflow, Workflow } from '../../protocol/index.ts';

/** Letters, digits, spaces, dots, dashes and underscores; neither dots nor spaces at the ends. */
const NAME = /^[\p{L}\p{N}_-](?:[\p{L}\p{M}\p{N} ._-]{0,98}[\p{L}\p{M}\p{N}_-])?$/u;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const NAME_BYTES = 200;
const EXTENSION = '.json';
/** Begins with a dot, so it is no name. */
const TEMPORARY = '.saving-';
const LARGEST = 64 * 2 ** 20;

export interface StoredWorkflow {
  readonly workflow: Workflow;
  /** Of the file's bytes, SHA-256, hexadecimal. */
  readonly digest: string;
}

/**
 * What must be so for a file to be written: `absent` that there is none of the name, a digest that it is the one with it.
 * Undefined: nothing.
 */
export type Expectation = { readonly absent: true } | { readonly digest: string } | undefined;

export class WorkflowFiles {
  readonly #folder: string;
  /** What the list says of a file, by name, for as long as size and time are the same. */
  readonly #known = new Map<string, { readonly stamp: string; readonly saved: SavedWorkflow }>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Removes what a server that was killed did not write to its end. */
  async removeUnfinished(): Promise<void> {
    for (const entry of await readdir(this.#folder))
      if (entry.startsWith(TEMPORARY)) await rm(join(this.#folder, entry), { force: true });
  }

  /** By name. A file that is no workflow is in it too, without title. */
  async list(): Promise<SavedWorkflow[]> {
    const entries = await readdir(this.#folder);
    const names = entries
      .filter((entry) => entry.endsWith(EXTENSION))
      .map((entry) => entry.slice(0, -EXTENSION.length))
      .filter(isName);
    const saved = await Promise.all(names.map((name) => this.#describe(name).catch(() => undefined)));
    return saved.filter((each) => each !== undefined).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  }

  /** @throws HttpError 404; WorkflowError when it cannot be read. */
  async read(name: string): Promise<StoredWorkflow> {
    const bytes = await this.#bytes(name);
    return { workflow: parseWorkflow(bytes.toString('utf8'), `${name}${EXTENSION}`), digest: digestOf(bytes) };
  }

  /**
   * @returns the digest of what was written.
   * @throws HttpError 409 `exists` or `conflict` when it is not as expected, 422 for a name that is none.
   */
  write(name: string, workflow: Workflow, expected: Expectation): Promise<string> {
    return this.#alone(async () => {
      checkName(name);
      const there = await this.#bytes(name).catch(() => undefined);
      if (there && expected) checkExpected(name, there, expected);
      const bytes = Buffer.from(formatWorkflow(workflow));
      await replaceFile(this.#path(name), bytes);
      return digestOf(bytes);
    });
  }

  /** @throws HttpError 404, 409 `conflict` when it is another file than expected. */
  remove(name: string, expected?: Expectation): Promise<void> {
    return this.#alone(async () => {
      const there = await this.#bytes(name);
      if (expected) checkExpected(name, there, expected);
      await rm(this.#path(name));
      this.#known.delete(name);
    });
  }

  async #describe(name: string): Promise<SavedWorkflow> {
    const { size, mtimeMs, ino } = await stat(this.#path(name));
    const stamp = `${size}:${mtimeMs}:${ino}`;
    const known = this.#known.get(name);
    if (known?.stamp === stamp) return known.saved;
    const bytes = await this.#bytes(name);
    const saved = { name, digest: digestOf(bytes), modified: mtimeMs, ...titleOf(bytes, name) };
    this.#known.set(name, { stamp, saved });
    return saved;
  }

  /** @throws HttpError 404 */
  async #bytes(name: string): Promise<Buffer> {
    const missing = notFound(`saved workflow ${JSON.stringify(name)}`);
    if (!isName(name)) throw missing;
    // A link could lead anywhere.
    const file = await lstat(this.#path(name)).catch(() => undefined);
    if (!file?.isFile() || file.size > LARGEST) throw missing;
    return readFile(this.#path(name));
  }

  #path(name: string): string {
    return join(this.#folder, name + EXTENSION);
  }

  /** One change after the other: what is checked is still so when it is written. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}

export function isName(name: string): boolean {
  return NAME.test(name) && !RESERVED.test(name) && Buffer.byteLength(name) <= NAME_BYTES;
}

function checkName(name: string): void {
  if (!isName(name))
    throw new HttpError(
      422,
      'invalid-name',
      `${JSON.stringify(name.slice(0, 200))} is no name for a file: up to 100 letters, digits, spaces, dots, dashes and underscores, without a dot or space at either end.`,
    );
}

function checkExpected(name: string, bytes: Buffer, expected: Exclude<Expectation, undefined>): void {
  if ('absent' in expected) throw new HttpError(409, 'exists', `There is a workflow "${name}" already.`);
  if (digestOf(bytes) !== expected.digest)
    throw new HttpError(409, 'conflict', `"${name}" was changed by somebody else since it was opened.`);
}

function titleOf(bytes: Buffer, name: string): Pick<SavedWorkflow, 'title' | 'description'> {
  try {
    const { name: title, description } = parseWorkflow(bytes.toString('utf8'), name);
    return { title, ...(description === undefined ? {} : { description }) };
  } catch {
    return { title: name };
  }
}

/** After a crash there is either the old file or the new one. */
async function replaceFile(path: string, bytes: Buffer): Promise<void> {
  const fresh = join(dirname(path), `${TEMPORARY}${randomUUID()}`);
  try {
    await writeDurably(fresh, bytes);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
