/** Decides when the disk cache collects garbage, and runs one collection at a time. */
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

export class Collector {
  readonly #index: CacheIndex;
  readonly #files: ValueFiles;
  readonly #limits: CacheLimits;
  readonly #options: CollectorOptions;
  /** Digests of values that a run may still read. */
  readonly #inUse = new Set<string>();
  #collecting: Promise<GcReport> | undefined;
  /** Size of all value files. */
  #bytes: number;
  /** Size at which the next write starts a collection. */
  #collectAt: number;

  constructor(index: CacheIndex, files: ValueFiles, limits: CacheLimits, options: CollectorOptions) {
    this.#index = index;
    this.#files = files;
    this.#limits = limits;
    this.#options = options;
    this.#bytes = index.totalBytes();
    this.#collectAt = limits.bytes;
  }

  /** Protects a value from collection until {@link releaseAll}. */
  hold(digest: string): void {
    this.#inUse.add(digest);
  }

  releaseAll(): void {
    this.#inUse.clear();
  }

  /** Counts bytes that were written. */
  grow(bytes: number): void {
    this.#bytes += bytes;
  }

  collectIfOverLimit(): void {
    if (this.#bytes > this.#collectAt && !this.#collecting) this.collect().catch(this.#options.onProblem);
  }

  /** Starts a collection after the one that is running, if any. */
  collect(limits: Partial<CacheLimits> = {}): Promise<GcReport> {
    const before = this.idle();
    const collecting = before
      .then(() => this.#collectNow({ ...this.#limits, ...limits }))
      .finally(() => {
        if (this.#collecting === collecting) this.#collecting = undefined;
      });
    this.#collecting = collecting;
    return collecting;
  }

  /** Waits for the collection that is running, and leaves its errors to those who asked for it. */
  async idle(): Promise<void> {
    await this.#collecting?.catch(() => {});
  }

  async #collectNow(limits: CacheLimits): Promise<GcReport> {
    const report = await collect({
      index: this.#index,
      files: this.#files,
      limits,
      inUse: this.#inUse,
      free: await this.#options.freeBytes(),
      now: Date.now(),
    });
    this.#bytes = report.keptBytes;
    // Values in use cannot go: the next attempt waits until the cache has grown by a tenth.
    this.#collectAt = Math.max(this.#limits.bytes, report.keptBytes * 1.1);
    if (report.removed > 0) this.#options.onCollected(report);
    return report;
  }
}
