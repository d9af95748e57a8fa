/**
 * Garbage collection: brings the cache below its limits in small batches while runs go on, here and in other processes.
 * Pinned values and values in use stay. See docs/cache.md for the order in which the others go.
 */
import { stat } from 'node:fs/promises';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { CacheIndex } from './cache-index.ts';
import type { CacheLimits } from './limits.ts';
import type { ValueRow } from './schema.ts';
import type { ValueFiles } from './value-files.ts';

export interface GcReport {
  readonly removed: number;
  readonly removedBytes: number;
  readonly kept: number;
  readonly keptBytes: number;
}

export interface Collection {
  readonly index: CacheIndex;
  readonly files: ValueFiles;
  readonly limits: CacheLimits;
  /** Bytes free on the disk. */
  readonly free: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Values removed in one transaction: other processes wait meanwhile. */
const BATCH = 16;
/** Files compared with the index at a time. */
const PAGE = 256;
/** A collection goes on to this share of the size limit, so that the next write does not start another. */
const LOW_WATER = 0.9;
/** Age at which a file without a row belongs to no living writer, in milliseconds. */
const ORPHAN_AGE = 3600 * 1000;

export async function collect(collection: Collection): Promise<GcReport> {
  const { index, files, limits, now } = collection;
  // Values used in this millisecond must be older than those that a run uses from now on.
  await setTimeout(2);
  const pinned = await index.pinned();
  const unused = await index.processes.oldestUse();
  const rows = await index.values();
  const mayGo = (row: ValueRow): boolean => !pinned.has(row.digest) && row.used < unused;
  const going = chooseValues(rows, mayGo, collection);
  for (let at = 0; at < going.length; at += BATCH) {
    await index.forget(going.slice(at, at + BATCH), unused, (row) => files.removeNow(row));
    await setImmediate();
  }
  await removeOrphans(index, files, now);
  await index.prune(now - limits.age, unused);
  const kept = await index.values();
  return {
    removed: Math.max(0, rows.length - kept.length),
    removedBytes: Math.max(0, fileBytes(rows) - fileBytes(kept)),
    kept: kept.length,
    keptBytes: fileBytes(kept),
  };
}

/**
 * The values to remove, in order: those over age, and as many more as the size limits ask for.
 * @param mayGo whether a value is neither pinned nor in use.
 */
export function chooseValues(
  rows: readonly ValueRow[],
  mayGo: (row: ValueRow) => boolean,
  { limits, free, now }: Pick<Collection, 'limits' | 'free' | 'now'>,
): ValueRow[] {
  let bytes = fileBytes(rows);
  let room = free;
  const target = bytes > limits.bytes ? limits.bytes * LOW_WATER : limits.bytes;
  const going: ValueRow[] = [];
  const ranked = rows.map((row) => ({ row, stale: staleness(row, now) }));
  ranked.sort((a, b) => b.row.spare - a.row.spare || b.stale - a.stale);
  for (const { row } of ranked) {
    const isOver = now - row.used > limits.age || bytes > target || room < limits.freeBytes;
    if (!isOver || !mayGo(row)) continue;
    going.push(row);
    bytes -= row.bytes;
    room += row.bytes;
  }
  return going;
}

function fileBytes(rows: readonly ValueRow[]): number {
  return rows.reduce((sum, row) => sum + row.bytes, 0);
}

/** Removes old files without a row: a process died before it wrote the row, or before it finished the file. */
async function removeOrphans(index: CacheIndex, files: ValueFiles, now: number): Promise<void> {
  let page: { readonly digest: string; readonly path: string }[] = [];
  const look = async (): Promise<void> => {
    const rows = await index.valuesOf(page.map(({ digest }) => digest));
    for (const { digest, path } of page) {
      const row = rows.get(digest);
      if (row && files.path(digest, row.extension) === path) continue;
      const written = await stat(path).then(
        (file) => file.mtimeMs,
        () => now,
      );
      if (now - written > ORPHAN_AGE) await files.removeFile(path);
    }
    page = [];
  };
  for await (const file of files.list()) if (page.push(file) >= PAGE) await look();
  await look();
}

/** Hours since the last use, divided by 1 plus the computing time in seconds for each MiB. */
function staleness({ used, seconds, bytes }: ValueRow, now: number): number {
  const hours = (now - used) / 3_600_000 + 0.001;
  return hours / (1 + seconds / (bytes / 2 ** 20 + 0.01));
}
