/**
 * Files that can be made again from other files, such as decoded model weights: written by somebody else in a folder of
 * the cache, counted and collected here. The time of a file's last change is that of its last use.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheLimits } from './limits.ts';

export interface DerivedFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly used: number;
}

export interface DerivedReport {
  readonly removed: number;
  readonly removedBytes: number;
  readonly kept: number;
  readonly keptBytes: number;
}

/** Ending of files that are being written. */
const UNFINISHED = '.unfinished';
/** Milliseconds without use after which no run is about to open a file, and nobody writes an unfinished one. */
const IDLE = 3600 * 1000;

export class DerivedFiles {
  readonly #folder: string;

  /** @param folder may not exist. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** All complete files. */
  async list(): Promise<readonly DerivedFile[]> {
    return (await this.#all()).filter(({ path }) => !path.endsWith(UNFINISHED));
  }

  /**
   * Removes what is above the limits, least recently used first, and remains of writers that died. A file that is
   * mapped stays readable for whoever mapped it.
   * @param free bytes free on the disk.
   * @param now milliseconds since the epoch.
   */
  async collect(limits: Omit<CacheLimits, 'bytes'>, free: number, now: number): Promise<DerivedReport> {
    const files = await this.#all();
    const complete = files.filter(({ path }) => !path.endsWith(UNFINISHED));
    let bytes = sizeOf(complete);
    let room = free;
    let removed = 0;
    for (const file of files.toSorted((a, b) => a.used - b.used)) {
      const isIdle = now - file.used > IDLE || limits.derivedBytes === 0;
      const isUnfinished = file.path.endsWith(UNFINISHED);
      const isOver = now - file.used > limits.age || bytes > limits.derivedBytes || room < limits.freeBytes;
      if (!isIdle || !(isUnfinished || isOver)) continue;
      await rm(file.path, { force: true });
      room += file.bytes;
      if (isUnfinished) continue;
      bytes -= file.bytes;
      removed += 1;
    }
    const before = sizeOf(complete);
    return { removed, removedBytes: before - bytes, kept: complete.length - removed, keptBytes: bytes };
  }

  async #all(): Promise<readonly DerivedFile[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const found = await stat(path).catch(() => undefined);
        return found?.isFile() ? [{ path, bytes: found.size, used: found.mtimeMs }] : [];
      }),
    );
    return files.flat();
  }
}

export function sizeOf(files: readonly DerivedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
