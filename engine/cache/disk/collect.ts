/**
 * Garbage collection: brings the cache below its limits in small batches while runs go on. Pinned values and values in
 * use stay. The others go by time since their last use, weighted by computing time for each byte.
 */
import { rm, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { exceptHeld } from '../../files/held-file.ts';
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
  /** Digests of values that runs hold; it may grow during the collection. */
  readonly inUse: ReadonlySet<string>;
  /** Bytes free on the disk. */
  readonly free: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Values removed between two turns of the event loop. */
const BATCH = 64;
/** A collection goes on to this share of the size limit, so that the next write does not start another. */
const LOW_WATER = 0.9;
/** Age at which a file without a row belongs to no living writer, in milliseconds. */
const ORPHAN_AGE = 3600 * 1000;

export async function collect(collection: Collection): Promise<GcReport> {
  const { index, files, limits, inUse, now } = collection;
  const pinned = index.pinned();
  const mayGo = (row: ValueRow): boolean => !pinned.has(row.digest) && !inUse.has(row.digest);
  const rows = index.values();
  const going = chooseValues(rows, mayGo, collection);
  for (let at = 0; at < going.length; at += BATCH) {
    // A run may have started to hold a value since it was chosen.
    const batch = going.slice(at, at + BATCH).filter(mayGo);
    index.forget(batch.map(({ digest }) => digest));
    // A file that another program holds open stays without a row: a later collection removes it.
    for (const { digest, extension } of batch) await files.remove(digest, extension).catch(exceptHeld);
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

/** The values to remove, stalest first: those over age, and as many more as the size limits ask for. */
function chooseValues(
  rows: readonly ValueRow[],
  mayGo: (row: ValueRow) => boolean,
  { limits, free, now }: Collection,
): ValueRow[] {
  let bytes = fileBytes(rows);
  let room = free;
  const target = bytes > limits.bytes ? limits.bytes * LOW_WATER : limits.bytes;
  const going: ValueRow[] = [];
  for (const row of rows.toSorted((a, b) => staleness(b, now) - staleness(a, now))) {
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
  for await (const { digest, path } of files.list()) {
    const row = index.value(digest);
    if (row && files.path(digest, row.extension) === path) continue;
    const written = await stat(path).then(
      (file) => file.mtimeMs,
      () => now,
    );
    if (now - written > ORPHAN_AGE) await rm(path, { force: true }).catch(exceptHeld);
  }
}

/** Hours since the last use, divided by 1 plus the computing time in seconds for each MiB. */
function staleness({ used, seconds, bytes }: ValueRow, now: number): number {
  const hours = (now - used) / 3_600_000 + 0.001;
  return hours / (1 + seconds / (bytes / 2 ** 20 + 0.01));
}
