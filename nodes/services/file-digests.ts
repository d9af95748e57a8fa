/**
 * Content digests of model files. Reading tens of gigabytes takes minutes, so a digest is remembered until the device,
 * inode, size or modification time of its file changes. Digests are kept in a file too, for the next process.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { FileDigests } from './tokens.ts';

/** Digests by `device:inode:size:mtime`. */
const memoSchema = z.record(z.string(), z.string());
type Memo = z.infer<typeof memoSchema>;

const READ_BYTES = 2 ** 20;

export class RememberedDigests implements FileDigests {
  readonly #file: string | undefined;
  readonly #running = new Map<string, Promise<string>>();
  #known: Promise<Memo> | undefined;
  #saving = Promise.resolve();

  /** @param file JSON file to remember digests in; default: in memory only. */
  constructor(file?: string) {
    this.#file = file;
  }

  async digest(path: string): Promise<string> {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    const key = `${dev}:${ino}:${size}:${mtimeNs}`;
    const known = await (this.#known ??= this.#read());
    const digest = known[key];
    if (digest !== undefined) return digest;
    const running = this.#running.get(key) ?? this.#compute(path, key, known);
    this.#running.set(key, running);
    return running;
  }

  async #compute(path: string, key: string, known: Memo): Promise<string> {
    try {
      const digest = await hashFile(path);
      known[key] = digest;
      this.#saving = this.#saving.then(() => this.#save(key, digest));
      return digest;
    } finally {
      this.#running.delete(key);
    }
  }

  async #read(): Promise<Memo> {
    if (this.#file === undefined) return {};
    try {
      return memoSchema.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch {
      return {};
    }
  }

  /** The last process to write wins; another one's digest may be lost, and so may all in a folder that is read-only. */
  async #save(key: string, digest: string): Promise<void> {
    if (this.#file === undefined) return;
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      const fresh = `${this.#file}.${process.pid}`;
      await writeFile(fresh, `${JSON.stringify({ ...(await this.#read()), [key]: digest }, null, 1)}\n`);
      await rename(fresh, this.#file);
    } catch {}
  }
}

async function hashFile(path: string): Promise<string> {
  const sha = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) sha.update(chunk as Buffer);
  return sha.digest('hex');
}
