/** Decides when this process collects garbage, and runs one collection at a time. Several processes may collect. */
import type { CacheIndex } from './cache-index.ts';
import { collect, type GcReport } from './collect.ts';
import type { CacheLimits } from './limits.ts';
import type { ValueFiles } from './value-files.ts';

export interface CollectorOptions {
  /** Bytes free on the disk. */
  readonly freeBytes: () => Promise<number>;
  /** Called when a collection that nobody waits for fails. */
  readonly onProblem: (error: unknown) => void;
  /** Called after a collection that removed something. */
  readonly onCollected: (report: GcReport) => void;
}

/** The size of the cache is asked for each time this share of the limit was written: other processes write, too. */
const LOOK_AT = 1 / 64;

export class Collector {
  readonly #index: CacheIndex;
  readonly #files: ValueFiles;
  #limits: CacheLimits;
  readonly #options: CollectorOptions;
  #collecting: Promise<GcReport> | undefined;
  /** Bytes that this process wrote since it last asked for the size; at first, enough to ask. */
  #written = Infinity;
  /** Size at which the next write starts a collection. */
  #collectAt: number;

  constructor(index: CacheIndex, files: ValueFiles, limits: CacheLimits, options: CollectorOptions) {
    this.#index = index;
    this.#files = files;
    this.#limits = limits;
    this.#options = options;
    this.#collectAt = limits.bytes;
  }

  /** Applies other limits, and starts a collection that nobody waits for. */
  limitTo(limits: CacheLimits): void {
    this.#limits = limits;
    this.#collectAt = limits.bytes;
    this.collect().catch(this.#options.onProblem);
  }

  /** Counts bytes that were written. */
  grow(bytes: number): void {
    this.#written += bytes;
  }

  /** Starts a collection that nobody waits for. */
  collectIfOverLimit(): void {
    if (this.#collecting || this.#written < this.#limits.bytes * LOOK_AT) return;
    this.#written = 0;
    this.#start(async () => {
      const { bytes, count } = await this.#index.totals();
      if (bytes > this.#collectAt) return this.#collectNow(this.#limits);
      return { removed: 0, removedBytes: 0, kept: count, keptBytes: bytes };
    }).catch(this.#options.onProblem);
  }

  /** Starts a collection after the one that is running, if any. */
  collect(limits: Partial<CacheLimits> = {}): Promise<GcReport> {
    return this.#start(() => this.#collectNow({ ...this.#limits, ...limits }));
  }

  /** Waits for the collection that is running, and leaves its errors to those who asked for it. */
  async idle(): Promise<void> {
    await this.#collecting?.catch(() => {});
  }

  #start(work: () => Promise<GcReport>): Promise<GcReport> {
    const collecting = this.idle()
      .then(work)
      .finally(() => {
        if (this.#collecting === collecting) this.#collecting = undefined;
      });
    this.#collecting = collecting;
    return collecting;
  }

  async #collectNow(limits: CacheLimits): Promise<GcReport> {
    const report = await collect({
      index: this.#index,
      files: this.#files,
      limits,
      free: await this.#options.freeBytes(),
      now: this.#index.processes.now(),
    });
    // Values in use cannot go: the next attempt waits until the cache has grown by a tenth.
    this.#collectAt = Math.max(this.#limits.bytes, report.keptBytes * 1.1);
    if (report.removed > 0) this.#options.onCollected(report);
    return report;
  }
}
