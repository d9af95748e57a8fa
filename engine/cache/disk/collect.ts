/**
 * Garbage collection: brings the cache below its limits in small pieces, beside runs. What is pinned or in use stays. The
 * rest goes by age since its last use, weighted by what it would cost to compute again for the space it takes.
 */
import { rm, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { CacheIndex, ValueRow } from './cache-index.ts';
import type { ValueFiles } from './value-files.ts';

export interface CacheLimits {
  /** All files together. */
  readonly bytes: number;
  /** Since the last use, in milliseconds. */
  readonly age: number;
  /** Room to leave on the disk. */
  readonly freeBytes: number;
}

export const DEFAULT_LIMITS: CacheLimits = { bytes: 20 * 2 ** 30, age: 90 * 24 * 3600 * 1000, freeBytes: 2 * 2 ** 30 };

export interface GcReport {
  readonly removed: number;
  readonly removedBytes: number;
  readonly kept: number;
  readonly keptBytes: number;
}

interface Collection {
  readonly index: CacheIndex;
  readonly files: ValueFiles;
  readonly limits: CacheLimits;
  readonly inUse: ReadonlySet<string>;
  readonly free: () => Promise<number>;
  readonly now?: number;
}

/** Values removed between two turns of the event loop. */
const BATCH = 64;
/** Collection over the limit goes on to this share of it, so that the next write does not collect again. */
const LOW_WATER = 0.9;
/** A temporary file this old belongs to no writer that lives. */
const TEMPORARY_AGE = 3600 * 1000;

export async function collect({ index, files, limits, inUse, free, now = Date.now() }: Collection): Promise<GcReport> {
  const pinned = index.pinned();
  const mayGo = (row: ValueRow): boolean => !pinned.has(row.digest) && !inUse.has(row.digest);
  const rows = index.values().toSorted((a, b) => staleness(b, now) - staleness(a, now));
  let bytes = fileBytes(rows);
  let room = await free();
  const target = bytes > limits.bytes ? limits.bytes * LOW_WATER : limits.bytes;
  const going: ValueRow[] = [];
  for (const row of rows) {
    const wanted = now - row.used > limits.age || bytes > target || room < limits.freeBytes;
    if (!wanted || !mayGo(row)) continue;
    going.push(row);
    bytes -= row.bytes;
    room += row.bytes;
  }
  for (let at = 0; at < going.length; at += BATCH) {
    // A run may have asked for one since; what it was promised stays.
    const batch = going.slice(at, at + BATCH).filter(mayGo);
    index.forget(batch.map(({ digest }) => digest));
    for (const { digest, extension } of batch) await files.remove(digest, extension);
    await setImmediate();
  }
  await removeOrphans(index, files, now);
  index.prune(now - limits.age);
  const kept = index.values();
  return {
    removed: rows.length - kept.length,
    removedBytes: fileBytes(rows) - fileBytes(kept),
    kept: kept.length,
    keptBytes: fileBytes(kept),
  };
}

function fileBytes(rows: readonly ValueRow[]): number {
  return rows.reduce((sum, row) => sum + row.bytes, 0);
}

/** Files no row names: left by a process that died between file and row, or temporary ones nobody finishes. */
async function removeOrphans(index: CacheIndex, files: ValueFiles, now: number): Promise<void> {
  for await (const { digest, path } of files.list()) {
    const row = index.value(digest);
    if (row && files.path(digest, row.extension) === path) continue;
    const written = await stat(path).then(
      (file) => file.mtimeMs,
      () => now,
    );
    if (now - written > TEMPORARY_AGE) await rm(path, { force: true });
  }
}

/** Hours since the last use, less where a mebibyte took long to compute. */
function staleness({ used, seconds, bytes }: ValueRow, now: number): number {
  const hours = (now - used) / 3_600_000 + 0.001;
  return hours / (1 + seconds / (bytes / 2 ** 20 + 0.01));
}
