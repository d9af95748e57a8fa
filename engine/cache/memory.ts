/** The memory tier: results of this process, least recently used first out. */
import type { CacheTier, KnownResult, ResultEntry, StoredOutput, TierCache } from './result.ts';

/** Most lookups of a first run find nothing: they share one answer. */
const NOTHING_KNOWN: ReadonlyMap<string, KnownResult> = new Map();

export class MemoryCache implements TierCache {
  readonly tier: CacheTier = 'memory';
  /** Insertion order is order of use: a used value is deleted and set again. */
  readonly #values = new Map<string, { readonly value: unknown; readonly bytes: number }>();
  readonly #entries = new Map<string, ResultEntry>();
  /** Objects that are not held, as long as somebody else holds them: a slower tier need not read them again. */
  readonly #released = new Map<string, WeakRef<object>>();
  readonly #collected = new FinalizationRegistry<string>((digest) => {
    if (this.#released.get(digest)?.deref() === undefined) this.#released.delete(digest);
  });
  readonly #limit: number;
  readonly #maxEntries: number;
  #bytes = 0;

  /**
   * @param limit bytes of values to keep; default 1 GiB.
   * @param maxEntries keys to remember; default 100,000.
   */
  constructor({
    limit = 2 ** 30,
    maxEntries = 100_000,
  }: { readonly limit?: number; readonly maxEntries?: number } = {}) {
    this.#limit = limit;
    this.#maxEntries = maxEntries;
  }

  /** Number of values held, their size in bytes, and the limit in bytes. */
  statistics(): { readonly entries: number; readonly bytes: number; readonly limit: number } {
    return { entries: this.#values.size, bytes: this.#bytes, limit: this.#limit };
  }

  /** Drops everything; a run that needs a dropped result computes it again. */
  clear(): void {
    this.#values.clear();
    this.#entries.clear();
    this.#released.clear();
    this.#bytes = 0;
  }

  lookup(keys: readonly string[]): Promise<ReadonlyMap<string, KnownResult>> {
    let found: Map<string, KnownResult> | undefined;
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (!entry) continue;
      if (this.#isComplete(entry)) (found ??= new Map()).set(key, { entry, tier: this.tier });
      else this.#entries.delete(key);
    }
    return Promise.resolve(found ?? NOTHING_KNOWN);
  }

  read({ digest }: StoredOutput): Promise<{ value: unknown } | undefined> {
    const value = this.#released.get(digest)?.deref();
    return Promise.resolve(this.#use(digest) ?? (value && { value }));
  }

  write(keys: readonly string[], entry: ResultEntry, values: Readonly<Record<string, unknown>>): Promise<void> {
    for (const name in entry.outputs) this.#hold(entry.outputs[name] as StoredOutput, values[name]);
    for (const key of keys) this.#remember(key, entry);
    return Promise.resolve();
  }

  link(key: string, entry: ResultEntry): Promise<void> {
    this.#remember(key, entry);
    return Promise.resolve();
  }

  keep(output: StoredOutput, value: unknown): Promise<void> {
    this.#hold(output, value);
    return Promise.resolve();
  }

  #isComplete({ outputs }: ResultEntry): boolean {
    for (const name in outputs) if (!this.#values.has((outputs[name] as StoredOutput).digest)) return false;
    return true;
  }

  /** Returns the value under a digest and marks it as just used. */
  #use(digest: string): { value: unknown } | undefined {
    const held = this.#values.get(digest);
    if (!held) return undefined;
    this.#values.delete(digest);
    this.#values.set(digest, held);
    return held;
  }

  /** Holds a value unless it is larger than the whole limit. */
  #hold({ digest, bytes }: StoredOutput, value: unknown): void {
    if (this.#use(digest)) return;
    if (bytes > this.#limit) {
      this.#release(digest, value);
      return;
    }
    this.#values.set(digest, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, held] of this.#values) {
      if (this.#bytes <= this.#limit) break;
      this.#values.delete(oldest);
      this.#bytes -= held.bytes;
      this.#release(oldest, held.value);
    }
  }

  #release(digest: string, value: unknown): void {
    if (typeof value !== 'object' || value === null || this.#released.get(digest)?.deref() === value) return;
    this.#released.set(digest, new WeakRef(value));
    this.#collected.register(value, digest);
  }

  #remember(key: string, entry: ResultEntry): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > this.#maxEntries) {
      const oldest = this.#entries.keys().next().value;
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
  }
}
