/**
 * The disk tier: values as files, and an index in SQLite, for any number of processes at once. A file is written before
 * the index names it, and every value is checked against its digest when it is read: damaged, cut or missing data is a
 * miss, never a wrong result. See docs/cache.md.
 */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DISK, type FileLayer } from '../../files/file-layer.ts';
import { messageOf } from '../../files/storage-error.ts';
import type { TypeCodecs } from '../../graph/value-codec.ts';
import type { CacheTier, Claim, KnownResult, ResultEntry, StoredOutput, TierCache } from '../result.ts';
import type { CacheIndex } from './cache-index.ts';
import { Claims } from './claims.ts';
import type { GcReport } from './collect.ts';
import { DerivedFiles, type DerivedReport } from './derived-files.ts';
import { Collector } from './collector.ts';
import { type CacheLimits, DEFAULT_LIMITS } from './limits.ts';
import { openIndex } from './open-index.ts';
import type { ValueRow } from './schema.ts';
import { ValueFiles } from './value-files.ts';

export type { CacheLimits } from './limits.ts';

export interface DiskCacheOptions {
  /** Folder of the cache; created when it does not exist. */
  readonly folder: string;
  readonly codecs?: TypeCodecs;
  readonly limits?: Partial<CacheLimits>;
  /** Called with a message for the user when the cache cannot be read or cannot keep a result. */
  readonly onProblem?: (message: string) => void;
  /** Called after a collection that removed values; default: nobody is told. */
  readonly onCollected?: (report: GcReport) => void;
  /** Folder of files made from other files, counted and collected with the values; default: none. */
  readonly derived?: string;
  /** Writes the values; default: the disk. */
  readonly files?: FileLayer;
}

/** Milliseconds between two collections of derived files. */
const BETWEEN_LOOKS = 600_000;

/** Keys looked up between two turns of the event loop: about 5 ms. */
const LOOKUPS_AT_ONCE = 512;

export class DiskCache implements TierCache {
  readonly tier: CacheTier = 'disk';
  readonly files: ValueFiles;
  readonly index: CacheIndex;
  readonly derived: DerivedFiles | undefined;
  readonly #collector: Collector;
  readonly #claims: Claims;
  #limits: CacheLimits;
  readonly #folder: string;
  readonly #onProblem: (message: string) => void;
  /** When derived files were last collected, in milliseconds since the epoch. */
  #derivedSeen = 0;

  private constructor(
    { folder, codecs, limits, derived, onProblem = () => {}, onCollected = () => {}, files = DISK }: DiskCacheOptions,
    index: CacheIndex,
  ) {
    this.#folder = folder;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#onProblem = onProblem;
    this.files = new ValueFiles(join(folder, 'values'), codecs, files);
    this.index = index;
    this.derived = derived === undefined ? undefined : new DerivedFiles(derived);
    this.#claims = new Claims(index);
    this.#collector = new Collector(index, this.files, this.#limits, {
      freeBytes: () => this.#freeBytes(),
      onProblem: (error) => this.#report(`The cache in ${folder} could not be tidied`, error),
      onCollected,
    });
  }

  /**
   * Opens a cache folder, which other processes may use at the same time. A damaged index is started anew.
   * @returns undefined, after a message, when the folder cannot be used.
   */
  static open(options: DiskCacheOptions): DiskCache | undefined {
    const index = openIndex(options.folder, options.onProblem ?? (() => {}));
    return index && new DiskCache(options, index);
  }

  /** Number of values kept, their size in bytes, and the limit in bytes. */
  async statistics(): Promise<{ readonly entries: number; readonly bytes: number; readonly limit: number }> {
    const { count, bytes } = await this.index.totals();
    return { entries: count, bytes, limit: this.#limits.bytes };
  }

  async begin(): Promise<() => void> {
    const end = await this.#guarded(async () => {
      const ended = this.index.processes.begin();
      await this.index.write(() => {});
      return ended;
    });
    return () => {
      end?.();
      this.#collectDerivedNowAndThen();
    };
  }

  async lookup(keys: readonly string[]): Promise<ReadonlyMap<string, KnownResult>> {
    const found = new Map<string, KnownResult>();
    for (let at = 0; at < keys.length; at += LOOKUPS_AT_ONCE) {
      if (at > 0) await setImmediate();
      const entries = await this.#guarded(() => this.index.lookUp(keys.slice(at, at + LOOKUPS_AT_ONCE)));
      for (const [key, entry] of entries ?? []) found.set(key, { entry, tier: this.tier });
    }
    return found;
  }

  hold(key: string, { entry }: KnownResult): void {
    this.index.touchAction(key);
    for (const { digest } of Object.values(entry.outputs)) this.index.touchValue(digest);
  }

  async claim(key: string, signal: AbortSignal, onWait: () => void): Promise<Claim | KnownResult | undefined> {
    try {
      if (await this.#claims.take(key, signal, onWait))
        return { release: () => this.#claims.release(key).catch((error: unknown) => this.#reportUnread(error)) };
    } catch (error) {
      signal.throwIfAborted();
      this.#reportUnread(error);
      return undefined;
    }
    return (await this.lookup([key])).get(key);
  }

  async read({ digest }: StoredOutput): Promise<{ readonly value: unknown } | undefined> {
    const row = await this.#guarded(() => this.index.value(digest));
    if (!row) return undefined;
    const found = await this.files.read(digest, row);
    if (found) this.index.touchValue(digest);
    else await this.#drop(row);
    return found;
  }

  async write(keys: readonly string[], entry: ResultEntry, values: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      // The first attempt fails when a collection has removed a value after it was found.
      if (!(await this.#put(keys, entry, values))) await this.#put(keys, entry, values);
    } catch (error) {
      this.#reportUnkept(error);
    }
    this.#collector.collectIfOverLimit();
  }

  async link(key: string, entry: ResultEntry): Promise<void> {
    const result = { keys: [key], entry, written: [], present: [] };
    await this.index.put(result, () => true).catch((error: unknown) => this.#reportUnkept(error));
  }

  async finish(ends: readonly StoredOutput[], steps: readonly StoredOutput[]): Promise<void> {
    await this.index.finish(ends, steps).catch((error: unknown) => this.#reportUnkept(error));
  }

  /** Keeps a value of a slower tier. It is among the first to be collected, because reading it again is cheap. */
  async keep(output: StoredOutput, value: unknown): Promise<void> {
    await this.write([], { outputs: { value: output }, seconds: 0 }, { value });
  }

  /**
   * Applies other limits, and begins to bring the values within them. Derived files follow after the next run.
   * @param limits those that are left out have their defaults.
   */
  limitTo(limits: Partial<CacheLimits>): void {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#derivedSeen = 0;
    this.#collector.limitTo(this.#limits);
  }

  /** Brings the values within the limits, while runs go on. */
  collect(limits: Partial<CacheLimits> = {}): Promise<GcReport> {
    return this.#collector.collect(limits);
  }

  /** Brings derived files within the limits. @returns undefined without a folder of them. */
  async collectDerived(limits: Partial<CacheLimits> = {}): Promise<DerivedReport | undefined> {
    return this.derived?.collect({ ...this.#limits, ...limits }, await this.#freeBytes(), Date.now());
  }

  /** Reads every value and removes the damaged ones, so that they will be computed again. */
  async verify(): Promise<{ readonly checked: number; readonly damaged: number }> {
    const rows = await this.index.values();
    let damaged = 0;
    for (const row of rows) {
      if (await this.files.read(row.digest, row)) continue;
      damaged += 1;
      await this.#drop(row);
    }
    return { checked: rows.length, damaged };
  }

  async close(): Promise<void> {
    await this.#collector.idle();
    this.#claims.close();
    await this.index.close();
  }

  /** Derived files grow outside of this class, so they are looked at after runs. */
  #collectDerivedNowAndThen(): void {
    if (!this.derived || Date.now() - this.#derivedSeen < BETWEEN_LOOKS) return;
    this.#derivedSeen = Date.now();
    this.collectDerived().catch((error: unknown) => this.#report('Decoded weights could not be tidied', error));
  }

  /** @returns false when a value that was there is gone; then nothing was put. */
  async #put(keys: readonly string[], entry: ResultEntry, values: Readonly<Record<string, unknown>>): Promise<boolean> {
    const written: ValueRow[] = [];
    const present: string[] = [];
    for (const [name, output] of Object.entries(entry.outputs)) {
      const row = await this.#store(output, values[name], entry.seconds);
      if (row) written.push(row);
      else present.push(output.digest);
    }
    return this.index.put({ keys, entry, written, present }, (row) => this.files.hasNow(row));
  }

  /**
   * Writes the file of a value, unless it is there.
   * @returns the row to write to the index, if the file was written.
   * @throws Error when the disk is nearly full or cannot be written.
   */
  async #store(output: StoredOutput, value: unknown, seconds: number): Promise<ValueRow | undefined> {
    const { digest, type } = output;
    const known = await this.index.value(digest);
    if (known && (await this.files.has(digest, known))) return undefined;
    if ((await this.#freeBytes()) < this.#limits.freeBytes + output.bytes) throw new Error('the disk is nearly full');
    const now = Date.now();
    const file = await this.files.write(output, value);
    this.#collector.grow(file.bytes);
    return { digest, type, seconds, created: now, used: now, spare: 0, ...file };
  }

  /** Removes a value whose file is damaged or missing, whoever uses it. */
  async #drop(row: ValueRow): Promise<void> {
    await this.#guarded(() => this.index.drop(row, () => this.files.removeNow(row)));
  }

  async #freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }

  /** An index that cannot be read counts as empty. */
  async #guarded<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      this.#reportUnread(error);
      return undefined;
    }
  }

  #reportUnread(error: unknown): void {
    this.#report(`The index of the cache in ${this.#folder} cannot be read`, error);
  }

  #reportUnkept(error: unknown): void {
    this.#report(`A result could not be kept in ${this.#folder}`, error);
  }

  #report(what: string, error: unknown): void {
    this.#onProblem(`${what}: ${messageOf(error)}`);
  }
}
