/**
 * The disk tier: values as files, and an index in SQLite. A file is written before the index names it, and every value
 * is checked against its digest when it is read: damaged, cut or missing data is a miss, never a wrong result.
 */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DISK, type FileLayer } from '../../files/file-layer.ts';
import { messageOf } from '../../files/storage-error.ts';
import type { TypeCodecs } from '../../graph/value-codec.ts';
import type { CacheTier, KnownResult, ResultEntry, StoredOutput, TierCache } from '../result.ts';
import type { CacheIndex } from './cache-index.ts';
import type { GcReport } from './collect.ts';
import { DerivedFiles, type DerivedReport } from './derived-files.ts';
import { Collector } from './collector.ts';
import { type CacheLimits, DEFAULT_LIMITS } from './limits.ts';
import { moveIndexAside, openIndex } from './open-index.ts';
import { releaseFiles } from './release-files.ts';
import type { ValueRow } from './schema.ts';
import { isDamaged } from './sqlite.ts';
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
const LOOKUPS_AT_ONCE = 256;

export class DiskCache implements TierCache {
  readonly tier: CacheTier = 'disk';
  readonly files: ValueFiles;
  readonly index: CacheIndex;
  readonly derived: DerivedFiles | undefined;
  readonly #collector: Collector;
  readonly #limits: CacheLimits;
  readonly #folder: string;
  readonly #onProblem: (message: string) => void;
  /** When derived files were last collected, in milliseconds since the epoch. */
  #derivedSeen = 0;
  /** Whether reading or writing showed that the index is damaged: the next process starts a new one. */
  #isIndexDamaged = false;

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
    this.#collector = new Collector(index, this.files, this.#limits, {
      freeBytes: () => this.#freeBytes(),
      onProblem: (error) => this.#report(`The cache in ${folder} could not be tidied`, error),
      onCollected,
    });
  }

  /**
   * Opens a cache folder for this process alone. A damaged index is moved aside and started anew.
   * @returns undefined when another process has it open.
   */
  static open(options: DiskCacheOptions): DiskCache | undefined {
    const index = openIndex(options.folder, options.onProblem ?? (() => {}));
    return index && new DiskCache(options, index);
  }

  /** Number of values kept, their size in bytes, and the limit in bytes. */
  statistics(): { readonly entries: number; readonly bytes: number; readonly limit: number } {
    return { entries: this.index.valueCount(), bytes: this.index.totalBytes(), limit: this.#limits.bytes };
  }

  async lookup(keys: readonly string[]): Promise<ReadonlyMap<string, KnownResult>> {
    const found = new Map<string, KnownResult>();
    for (const [index, key] of keys.entries()) {
      if (index > 0 && index % LOOKUPS_AT_ONCE === 0) await setImmediate();
      const entry = this.#guarded(() => this.#completeEntry(key));
      if (entry) found.set(key, { entry, tier: this.tier });
    }
    return found;
  }

  hold(key: string, { entry }: KnownResult): void {
    this.index.touchAction(key);
    for (const { digest } of Object.values(entry.outputs)) this.#collector.hold(digest);
  }

  async read({ digest }: StoredOutput): Promise<{ readonly value: unknown } | undefined> {
    const row = this.#guarded(() => this.index.value(digest));
    if (!row) return undefined;
    const found = await this.files.read(digest, row);
    if (found) this.index.touchValue(digest);
    else await this.#drop(row);
    return found;
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
      this.#reportUnkept(error);
    }
    this.#collector.collectIfOverLimit();
  }

  async link(key: string, entry: ResultEntry): Promise<void> {
    await this.index.put([key], entry, []).catch((error: unknown) => this.#reportUnkept(error));
  }

  /** Keeps a value of a slower tier. It is among the first to be collected, because reading it again is cheap. */
  async keep(output: StoredOutput, value: unknown): Promise<void> {
    await this.write([], { outputs: { value: output }, seconds: 0 }, { value });
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
    const rows = this.index.values();
    let damaged = 0;
    for (const row of rows) {
      if (await this.files.read(row.digest, row)) continue;
      damaged += 1;
      await this.#drop(row);
    }
    return { checked: rows.length, damaged };
  }

  /** At the end of all runs. Derived files have grown outside of this class, so they are looked at now. */
  release(): void {
    this.#collector.releaseAll();
    if (!this.derived || Date.now() - this.#derivedSeen < BETWEEN_LOOKS) return;
    this.#derivedSeen = Date.now();
    this.collectDerived().catch((error: unknown) => this.#report('Decoded weights could not be tidied', error));
  }

  async close(): Promise<void> {
    await this.#collector.idle();
    this.index.close();
    if (!this.#isIndexDamaged) return;
    await releaseFiles();
    moveIndexAside(this.#folder);
  }

  /** The entry under a key, if the index has all of its values. */
  #completeEntry(key: string): ResultEntry | undefined {
    const entry = this.index.action(key);
    if (!entry) return undefined;
    const outputs = Object.values(entry.outputs);
    return outputs.every(({ digest }) => this.index.value(digest) !== undefined) ? entry : undefined;
  }

  /**
   * Writes the file of a value, unless it is there.
   * @returns the row to write to the index, if the file was written.
   * @throws Error when the disk is nearly full or cannot be written.
   */
  async #store(output: StoredOutput, value: unknown, seconds: number): Promise<ValueRow | undefined> {
    const { digest, type } = output;
    this.#collector.hold(digest);
    const known = this.index.value(digest);
    if (known && (await this.files.has(digest, known))) return undefined;
    if ((await this.#freeBytes()) < this.#limits.freeBytes + output.bytes) throw new Error('the disk is nearly full');
    const now = Date.now();
    const file = await this.files.write(output, value);
    this.#collector.grow(file.bytes);
    return { digest, type, seconds, created: now, used: now, ...file };
  }

  async #drop({ digest, extension }: ValueRow): Promise<void> {
    this.#guarded(() => this.index.forget([digest]));
    await this.files.remove(digest, extension).catch(() => {});
  }

  async #freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }

  /** An index that cannot be read counts as empty. */
  #guarded<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.#report(`The index of the cache in ${this.#folder} cannot be read`, error);
      return undefined;
    }
  }

  #reportUnkept(error: unknown): void {
    this.#report(`A result could not be kept in ${this.#folder}`, error);
  }

  #report(what: string, error: unknown): void {
    this.#isIndexDamaged ||= isDamaged(error);
    this.#onProblem(`${what}: ${messageOf(error)}`);
  }
}
