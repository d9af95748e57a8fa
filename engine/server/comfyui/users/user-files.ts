/** Files that clients keep for their user, such as workflows. They are never run and never shown as a page. */
import { lstat, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isInside, isNameBelow } from '../../../../nodes/services/name-below.ts';
import type { FileLayer } from '../../../files/file-layer.ts';
import { makeFolder, replaceFile, syncFolder } from '../../../files/write-file.ts';
import { HttpError, notFound } from '../../http/errors.ts';

export interface UserFile {
  /** Below the folder that was asked for, with slashes. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

/** Most files that are listed. */
const LISTED = 20_000;

export class UserFiles {
  readonly #root: string;
  readonly #files: FileLayer;

  /** @param root absolute; it is made when something is kept. */
  constructor(root: string, files: FileLayer) {
    this.#root = root;
    this.#files = files;
  }

  /** The absolute path of a file or folder that exists. @throws HttpError 403, 404 */
  async find(name: string): Promise<string> {
    const path = this.#pathOf(name);
    const [root, real] = await Promise.all([realpath(this.#root), realpath(path)]).catch(() => [undefined, undefined]);
    if (root === undefined || real === undefined) throw notFound(`file ${shown(name)} of the user`);
    // A link inside must not lead out.
    if (!isInside(root, real)) throw outside(name);
    return real;
  }

  async has(name: string): Promise<boolean> {
    return (await lstat(this.#pathOf(name)).catch(() => undefined)) !== undefined;
  }

  /** @throws HttpError 403; StorageError */
  async write(name: string, data: Uint8Array): Promise<UserFile> {
    const path = await this.#place(name);
    await replaceFile(path, data, { files: this.#files });
    return this.#infoOf(name);
  }

  /** @throws HttpError 403, 404 */
  async remove(name: string): Promise<void> {
    const path = await this.find(name);
    if ((await stat(path)).isDirectory()) throw notFound(`file ${shown(name)} of the user`);
    await rm(path);
  }

  /** @throws HttpError 403, 404; StorageError */
  async move(name: string, to: string): Promise<UserFile> {
    const from = await this.find(name);
    const path = await this.#place(to);
    await this.#files.rename(from, path);
    await syncFolder(dirname(path), this.#files);
    return this.#infoOf(to);
  }

  /**
   * @param folder below the root; empty for the root.
   * @param deep whether folders below are listed too.
   * @returns undefined for a folder there is not.
   */
  async list(folder: string, deep: boolean): Promise<readonly UserFile[] | undefined> {
    const path = folder === '' ? this.#root : await this.find(folder).catch(missing);
    if (path === undefined) return undefined;
    const entries = await readdir(path, { withFileTypes: true, recursive: deep }).catch(() => undefined);
    if (entries === undefined) return folder === '' ? [] : undefined;
    const named = entries.filter(({ name }) => !name.startsWith('.')).slice(0, LISTED);
    const found = await Promise.all(named.map((entry) => infoAt(path, join(entry.parentPath, entry.name))));
    return found.flat().toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  async #infoOf(name: string): Promise<UserFile> {
    const [info] = await infoAt(this.#root, join(this.#root, name));
    if (!info) throw notFound(`file ${shown(name)} of the user`);
    return info;
  }

  /** The path for a file, in a folder that exists inside the root. */
  async #place(name: string): Promise<string> {
    const path = this.#pathOf(name);
    await makeFolder(this.#root, this.#files, 0o700);
    await mkdir(dirname(path), { recursive: true });
    const [root, folder] = await Promise.all([realpath(this.#root), realpath(dirname(path))]);
    if (folder !== root && !isInside(root, folder)) throw outside(name);
    return path;
  }

  /** @throws HttpError 403 for a name that leads out, or that is none. */
  #pathOf(name: string): string {
    if (!isNameBelow(name)) throw outside(name);
    return join(this.#root, name);
  }
}

async function infoAt(folder: string, path: string): Promise<UserFile[]> {
  const found = await lstat(path).catch(() => undefined);
  if (!found || found.isSymbolicLink()) return [];
  const below = path.slice(folder.length + 1).replaceAll('\\', '/');
  const { size, mtimeMs, ctimeMs } = found;
  const times = { modified: Math.trunc(mtimeMs), created: Math.trunc(ctimeMs) };
  return [{ path: below, isFolder: found.isDirectory(), bytes: size, ...times }];
}

function missing(error: unknown): undefined {
  if (error instanceof HttpError && error.status === 404) return undefined;
  throw error;
}

function outside(name: string): HttpError {
  return new HttpError(403, 'file-outside', `${shown(name)} is no name of a file of the user.`);
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 200));
}
