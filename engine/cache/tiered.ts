/** Several caches as one, from fast to slow: a value read from a slow tier is kept in the faster ones. */
import type { Claim, KnownResult, ResultCache, ResultEntry, StoredOutput, TierCache } from './result.ts';

export class TieredCache implements ResultCache {
  readonly #tiers: readonly TierCache[];

  /** @param tiers from fast to slow. */
  constructor(tiers: readonly TierCache[]) {
    this.#tiers = tiers;
  }

  /** Asks each tier only for the keys the faster tiers do not know. */
  async lookup(keys: readonly string[], costly: readonly string[] = keys): Promise<ReadonlyMap<string, KnownResult>> {
    const found = new Map<string, KnownResult>();
    for (const tier of this.#tiers) {
      const missing = (tier.isSlow ? costly : keys).filter((key) => !found.has(key));
      if (missing.length === 0) continue;
      for (const [key, known] of await tier.lookup(missing)) found.set(key, known);
    }
    return found;
  }

  /** A faster tier learns the entry that a slow one has, and so finds it itself once it keeps the values. */
  hold(key: string, known: KnownResult): void {
    const isFromSlow = this.#tiers.some(({ tier, isSlow }) => tier === known.tier && isSlow);
    for (const tier of this.#tiers) {
      tier.hold?.(key, known);
      if (isFromSlow && !tier.isSlow) void tier.link(key, known.entry);
    }
  }

  async read(output: StoredOutput): Promise<{ readonly value: unknown } | undefined> {
    for (const [index, tier] of this.#tiers.entries()) {
      const found = await tier.read(output);
      if (!found) continue;
      for (const faster of this.#tiers.slice(0, index)) await faster.keep(output, found.value);
      return found;
    }
    return undefined;
  }

  async write(
    keys: readonly string[],
    entry: ResultEntry,
    values: Readonly<Record<string, unknown>>,
    isCostly = true,
  ): Promise<void> {
    for (const tier of this.#tiers) if (isCostly || !tier.isSlow) await tier.write(keys, entry, values);
  }

  async link(key: string, entry: ResultEntry): Promise<void> {
    for (const tier of this.#tiers) await tier.link(key, entry);
  }

  async begin(): Promise<() => void> {
    const ends: (() => void)[] = [];
    for (const tier of this.#tiers) {
      const end = await tier.begin?.();
      if (end) ends.push(end);
    }
    return () => {
      for (const end of ends) end();
    };
  }

  /** The first tier that knows of claims decides. A result it found is read from there. */
  async claim(key: string, signal: AbortSignal, onWait: () => void): Promise<Claim | KnownResult | undefined> {
    for (const tier of this.#tiers) if ('claim' in tier) return tier.claim?.(key, signal, onWait);
    return undefined;
  }

  async finish(ends: readonly StoredOutput[], steps: readonly StoredOutput[]): Promise<void> {
    for (const tier of this.#tiers) await tier.finish?.(ends, steps);
  }
}
