/** The memory tier: results of this process, least recently used first out. */
import type { CacheTier, ResultCache, ResultEntry, StoredOutput } from './result.ts';

export class MemoryCache implements ResultCache {
  /** Insertion order is order of use: a used entry is deleted and set again. */
  readonly #values = new Map<string, { readonly value: unknown; readonly bytes: number }>();
  readonly #entries = new Map<string, ResultEntry>();
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

  /** Values that are held, their bytes, and the most bytes that are. */
  statistics(): { readonly entries: number; readonly bytes: number; readonly limit: number } {
    return { entries: this.#values.size, bytes: this.#bytes, limit: this.#limit };
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Forgets everything; a run that counted on something computes it again. */
  clear(): void {
    this.#values.clear();
    this.#entries.clear();
    this.#bytes = 0;
  }

  lookup(key: string): { entry: ResultEntry; tier: CacheTier } | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    for (const name in entry.outputs) {
      if (!this.#values.has((entry.outputs[name] as StoredOutput).digest)) {
        this.#entries.delete(key);
        return undefined;
      }
    }
    return { entry, tier: 'memory' };
  }

  read(output: StoredOutput): Promise<{ value: unknown } | undefined> {
    return Promise.resolve(this.peek(output.digest));
  }

  /** The value under a digest, marked as used just now. */
  peek(digest: string): { value: unknown } | undefined {
    const held = this.#values.get(digest);
    if (!held) return undefined;
    this.#values.delete(digest);
    this.#values.set(digest, held);
    return held;
  }

  write(keys: readonly string[], entry: ResultEntry, values: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [name, output] of Object.entries(entry.outputs)) this.keep(output, values[name]);
    for (const key of keys) this.#remember(key, entry);
    return Promise.resolve();
  }

  link(key: string, entry: ResultEntry): Promise<void> {
    this.#remember(key, entry);
    return Promise.resolve();
  }

  /** Holds a value; one larger than the whole limit is not held. */
  keep({ digest, bytes }: StoredOutput, value: unknown): void {
    if (bytes > this.#limit || this.peek(digest)) return;
    this.#values.set(digest, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, held] of this.#values) {
      if (this.#bytes <= this.#limit) break;
      this.#values.delete(oldest);
      this.#bytes -= held.bytes;
    }
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
