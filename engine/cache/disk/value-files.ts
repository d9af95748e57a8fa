/** The files of the disk cache: one for each value, named by the digest of the value, in a format other tools open. */
import { rmSync, statSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DISK, type FileLayer } from '../../files/file-layer.ts';
import { exceptHeld } from '../../files/held-file.ts';
import { writeErrorOf } from '../../files/storage-error.ts';
import type { TypeCodecs } from '../../graph/value-codec.ts';
import { ValueCoder } from '../codecs/value-coder.ts';
import type { StoredOutput } from '../result.ts';
import type { ValueRow } from './cache-index.ts';

/** The facts needed to read a file again. */
export type FileRecord = Pick<ValueRow, 'codec' | 'extension' | 'meta' | 'bytes'>;

export class ValueFiles {
  readonly #root: string;
  readonly #coder: ValueCoder;
  readonly #disk: FileLayer;
  #temporary = 0;

  constructor(root: string, codecs: TypeCodecs = new Map(), disk: FileLayer = DISK) {
    this.#root = root;
    this.#disk = disk;
    this.#coder = new ValueCoder(codecs);
  }

  /** Whether the file exists with its original size. */
  async has(digest: string, { extension, bytes }: FileRecord): Promise<boolean> {
    return stat(this.path(digest, extension)).then(
      (file) => file.size === bytes,
      () => false,
    );
  }

  /**
   * Writes a value under a temporary name and renames the file, so that readers see all of it or nothing. Nothing is
   * synced: a file that a crash tore is found when it is read, and computed again.
   * @throws StorageError
   */
  async write({ digest, type }: StoredOutput, value: unknown): Promise<FileRecord> {
    const { bytes, ...codedAs } = await this.#coder.encode(type, value);
    const path = this.path(digest, codedAs.extension);
    const fresh = `${path}.${process.pid}-${this.#temporary++}.tmp`;
    try {
      await this.#disk.mkdir(this.#folder(digest), { recursive: true });
      const file = await this.#disk.open(fresh, 'wx');
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
      await this.#disk.rename(fresh, path);
    } catch (error) {
      await this.#disk.rm(fresh, { force: true }).catch(() => {});
      throw writeErrorOf(error, path) ?? error;
    }
    return { ...codedAs, bytes: bytes.length };
  }

  /** Reads a value. Returns undefined when the file is missing, damaged, or holds a value of another digest. */
  async read(digest: string, record: FileRecord): Promise<{ readonly value: unknown } | undefined> {
    const file = await readFile(this.path(digest, record.extension)).catch(() => undefined);
    return file && this.#coder.decode(digest, new Uint8Array(file), record);
  }

  /** As {@link has}, within a transaction of the index. */
  hasNow({ digest, extension, bytes }: ValueRow): boolean {
    return statSync(this.path(digest, extension), { throwIfNoEntry: false })?.size === bytes;
  }

  /** Deletes a file within a transaction of the index. One that another program holds open stays, as an orphan. */
  removeNow({ digest, extension }: ValueRow): void {
    try {
      rmSync(this.path(digest, extension), { force: true });
    } catch (error) {
      exceptHeld(error);
    }
  }

  /** Deletes a file that {@link list} named. One that another program holds open stays. */
  async removeFile(path: string): Promise<void> {
    await rm(path, { force: true }).catch(exceptHeld);
  }

  /** Lists every file, temporary ones included. */
  async *list(): AsyncGenerator<{ readonly digest: string; readonly path: string }> {
    for (const folder of await readdir(this.#root).catch(() => [])) {
      for (const name of await readdir(join(this.#root, folder)).catch(() => [])) {
        yield { digest: name.split('.', 1)[0] ?? '', path: join(this.#root, folder, name) };
      }
    }
  }

  path(digest: string, extension: string): string {
    return join(this.#folder(digest), `${digest}.${extension}`);
  }

  #folder(digest: string): string {
    return join(this.#root, digest.slice(0, 2));
  }
}
