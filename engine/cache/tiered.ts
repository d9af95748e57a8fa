/** Memory over disk: what was found on disk once is found in memory next. */
import type { DiskCache } from './disk/disk-cache.ts';
import type { MemoryCache } from './memory.ts';
import type { CacheTier, ResultCache, ResultEntry, StoredOutput } from './result.ts';

export class TieredCache implements ResultCache {
  readonly #memory: MemoryCache;
  readonly #disk: DiskCache;

  constructor(memory: MemoryCache, disk: DiskCache) {
    this.#memory = memory;
    this.#disk = disk;
  }

  lookup(key: string): { entry: ResultEntry; tier: CacheTier } | undefined {
    return this.#memory.lookup(key) ?? this.#disk.lookup(key);
  }

  async read(output: StoredOutput): Promise<{ readonly value: unknown } | undefined> {
    const held = this.#memory.peek(output.digest);
    if (held) return held;
    const found = await this.#disk.read(output);
    if (found) this.#memory.keep(output, found.value);
    return found;
  }

  async write(keys: readonly string[], entry: ResultEntry, values: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#memory.write(keys, entry, values);
    await this.#disk.write(keys, entry, values);
  }

  release(): void {
    this.#disk.release();
  }

  async link(key: string, entry: ResultEntry): Promise<void> {
    await this.#memory.link(key, entry);
    await this.#disk.link(key, entry);
  }
}
