/**
 * The disk tier: values as files, an index in SQLite. Files are written before the index names them, and a value is checked
 * against its digest whenever it is read: what is damaged, cut short or gone is a miss, never a wrong result.
 */
import { mkdirSync, renameSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { TypeCodecs } from '../../graph/value-codec.ts';
import type { CacheTier, KnownResult, ResultEntry, StoredOutput, TierCache } from '../result.ts';
import { CacheIndex, type ValueRow } from './cache-index.ts';
import { type CacheLimits, collect, DEFAULT_LIMITS, type GcReport } from './collect.ts';
import { isBusy, openSqlite } from './sqlite.ts';
import { ValueFiles } from './value-files.ts';

export type { CacheLimits } from './collect.ts';

export interface DiskCacheOptions {
  /** Folder of the cache; made when it is not there. */
  readonly folder: string;
  readonly codecs?: TypeCodecs;
  readonly limits?: Partial<CacheLimits>;
  /** Told when the cache cannot keep something. */
  readonly onProblem?: (message: string) => void;
}

/** Keys looked up between two turns of the event loop: about 5 ms. */
const LOOKUPS_AT_ONCE = 256;

export class DiskCache implements TierCache {
  readonly tier: CacheTier = 'disk';
  readonly files: ValueFiles;
  readonly index: CacheIndex;
  readonly #limits: CacheLimits;
  readonly #folder: string;
  readonly #onProblem: (message: string) => void;
  /** Values this process handed out or wrote: a run may still count on them. */
  readonly #inUse = new Set<string>();
  #collecting: Promise<GcReport> | undefined;
  #bytes: number;
  #collectAt: number;

  private constructor(options: DiskCacheOptions, index: CacheIndex) {
    this.#folder = options.folder;
    this.files = new ValueFiles(join(options.folder, 'values'), options.codecs);
    this.index = index;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#onProblem = options.onProblem ?? (() => {});
    this.#bytes = index.totalBytes();
    this.#collectAt = this.#limits.bytes;
  }

  /**
   * Opens a cache folder for this process alone.
   * @returns undefined when another process has it open. A damaged index is put aside and started anew.
   */
  static open(options: DiskCacheOptions): DiskCache | undefined {
    mkdirSync(options.folder, { recursive: true });
    const file = join(options.folder, 'index.sqlite');
    const open = (): DiskCache => new DiskCache(options, new CacheIndex(openSqlite(file)));
    try {
      return open();
    } catch (error) {
      if (isBusy(error)) return undefined;
      for (const suffix of ['', '-wal', '-shm']) moveAside(file + suffix);
      options.onProblem?.(
        `The index of the cache in ${options.folder} was damaged (${(error as Error).message}) and is started anew.`,
      );
      return open();
    }
  }

  /** Values that are kept, their bytes, and the most bytes that are. */
  statistics(): { readonly entries: number; readonly bytes: number; readonly limit: number } {
    return { entries: this.index.valueCount(), bytes: this.index.totalBytes(), limit: this.#limits.bytes };
  }

  async lookup(keys: readonly string[]): Promise<ReadonlyMap<string, KnownResult>> {
    const found = new Map<string, KnownResult>();
    for (const [index, key] of keys.entries()) {
      if (index > 0 && index % LOOKUPS_AT_ONCE === 0) await setImmediate();
      const entry = this.#guarded(() => this.#complete(key));
      if (entry) found.set(key, { entry, tier: this.tier });
    }
    return found;
  }

  hold(key: string, { entry }: KnownResult): void {
    this.index.touchAction(key);
    for (const { digest } of Object.values(entry.outputs)) this.#inUse.add(digest);
  }

  async read({ digest }: StoredOutput): Promise<{ readonly value: unknown } | undefined> {
    const row = this.#guarded(() => this.index.value(digest));
    if (!row) return undefined;
    const held = await this.files.read(digest, row);
    if (held) this.index.touchValue(digest);
    else await this.#drop(row);
    return held;
  }

  async write(keys: readonly string[], entry: ResultEntry, values: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      const rows: ValueRow[] = [];
      for (const [name, output] of Object.entries(entry.outputs)) {
        const row = await this.#store(output, values[name], entry.seconds);
        if (row) rows.push(row);
      }
      await this.index.put(keys, entry, rows);
    } catch (error) {
      this.#onProblem(`A result could not be kept in ${this.#folder}: ${(error as Error).message}`);
    }
    if (this.#bytes > this.#collectAt && !this.#collecting) void this.collect();
  }

  async link(key: string, entry: ResultEntry): Promise<void> {
    await this.index
      .put([key], entry, [])
      .catch((error: Error) => this.#onProblem(`A result could not be kept in ${this.#folder}: ${error.message}`));
  }

  /** The value costs nothing to compute here, so it is among the first to go. */
  async keep(output: StoredOutput, value: unknown): Promise<void> {
    await this.write([], { outputs: { value: output }, seconds: 0 }, { value });
  }

  /** Brings the cache within its limits, beside whatever else it does. */
  collect(limits: Partial<CacheLimits> = {}): Promise<GcReport> {
    const before = this.#collecting ?? Promise.resolve();
    const collecting = before
      .then(async () => {
        const { index, files } = this;
        const report = await collect({
          index,
          files,
          limits: { ...this.#limits, ...limits },
          inUse: this.#inUse,
          free: () => this.#freeBytes(),
        });
        this.#bytes = report.keptBytes;
        // What is in use cannot go: try again when there is a good deal more.
        this.#collectAt = Math.max(this.#limits.bytes, report.keptBytes * 1.1);
        return report;
      })
      .finally(() => {
        if (this.#collecting === collecting) this.#collecting = undefined;
      });
    this.#collecting = collecting;
    return collecting;
  }

  /** Reads every value; what is damaged is removed, so that it will be computed again. */
  async verify(): Promise<{ readonly checked: number; readonly damaged: number }> {
    const rows = this.index.values();
    let damaged = 0;
    for (const row of rows) {
      if (await this.files.read(row.digest, row)) continue;
      damaged += 1;
      await this.#drop(row);
    }
    return { checked: rows.length, damaged };
  }

  release(): void {
    this.#inUse.clear();
  }

  async close(): Promise<void> {
    await this.#collecting;
    this.index.close();
  }

  /** The entry under a key if the index names all of its values. */
  #complete(key: string): ResultEntry | undefined {
    const entry = this.index.action(key);
    const known = entry && Object.values(entry.outputs).every(({ digest }) => this.index.value(digest) !== undefined);
    return known ? entry : undefined;
  }

  async #store(output: StoredOutput, value: unknown, seconds: number): Promise<ValueRow | undefined> {
    const { digest, type } = output;
    this.#inUse.add(digest);
    const known = this.index.value(digest);
    if (known && (await this.files.has(digest, known))) return undefined;
    if ((await this.#freeBytes()) < this.#limits.freeBytes + output.bytes) throw new Error('the disk is nearly full');
    const now = Date.now();
    const row = { digest, type, seconds, created: now, used: now, ...(await this.files.write(output, value)) };
    this.#bytes += row.bytes;
    return row;
  }

  async #drop({ digest, extension }: ValueRow): Promise<void> {
    this.#guarded(() => this.index.forget([digest]));
    await this.files.remove(digest, extension).catch(() => {});
  }

  async #freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }

  /** An index that cannot be read has no rows. */
  #guarded<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.#onProblem(`The index of the cache in ${this.#folder} cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }
}

function moveAside(file: string): void {
  try {
    renameSync(file, `${file}.damaged`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
