/**
 * The cache as the scheduler sees it: look keys up without reading data, read data when it is needed, write. A cache
 * can be one of several tiers, from fast to slow.
 */

/** One stored output: content digest, size in bytes and name of its socket type. */
export interface StoredOutput {
  readonly digest: string;
  readonly bytes: number;
  readonly type: string;
}

/** The outcome of one action. */
export interface ResultEntry {
  readonly outputs: Readonly<Record<string, StoredOutput>>;
  /** Time the action took when it ran. */
  readonly seconds: number;
}

/** Names of tiers, as events and forecasts report them. `store`: what several machines share. */
export type CacheTier = 'memory' | 'disk' | 'store';

/** An entry a lookup found, and the tier that has it. */
export interface KnownResult {
  readonly entry: ResultEntry;
  readonly tier: CacheTier;
}

/** The right to compute an action. */
export interface Claim {
  /** Called when the result is written, or when there will be none. */
  readonly release: () => Promise<void>;
}

/** No method throws: a cache that cannot be read knows nothing, and one that cannot be written keeps nothing. */
export interface ResultCache {
  /**
   * Finds the known results among `keys`, all in one batch. An entry counts as known when its data is present, as far
   * as can be told without reading the data.
   * @param costly those among `keys` whose actions take long. A tier that answers slowly is asked for no others.
   *   Default: all.
   */
  lookup(keys: readonly string[], costly?: readonly string[]): Promise<ReadonlyMap<string, KnownResult>>;
  /**
   * Called when a run begins: values that are looked up, read or written from now on stay until the returned function
   * is called, whatever other processes collect.
   */
  begin?(): Promise<() => void>;
  /** Marks a found result as used now. */
  hold?(key: string, known: KnownResult): void;
  /**
   * Claims a costly action whose result was not found, so that no other process computes it meanwhile.
   * @param onWait called when another process computes it.
   * @returns the result, after waiting, when another process has computed it; undefined when claims are of no use.
   * @throws the reason of `signal`.
   */
  claim?(key: string, signal: AbortSignal, onWait: () => void): Promise<Claim | KnownResult | undefined>;
  /** Says that the results of the `steps` of a chain are needed only to make its `ends` again. */
  finish?(ends: readonly StoredOutput[], steps: readonly StoredOutput[]): Promise<void>;
  /**
   * Reads the value of one output; undefined when it was lost or damaged. From then on `lookup` finds no entry that has
   * this output, so that the action runs again.
   */
  read(output: StoredOutput): Promise<{ readonly value: unknown } | undefined>;
  /**
   * Stores the values first, then one entry under every key.
   * @param isCostly as in {@link lookup}: a tier that answers slowly keeps nothing else. Default: true.
   */
  write(
    keys: readonly string[],
    entry: ResultEntry,
    values: Readonly<Record<string, unknown>>,
    isCostly?: boolean,
  ): Promise<void>;
  /** Makes a known entry reachable under another key. */
  link(key: string, entry: ResultEntry): Promise<void>;
}

/** A cache that can be one tier of several. */
export interface TierCache extends ResultCache {
  readonly tier: CacheTier;
  /** Whether a question takes milliseconds, so that it is worth asking for costly actions only. Default: false. */
  readonly isSlow?: boolean;
  /** Keeps a value that was read from a slower tier. */
  keep(output: StoredOutput, value: unknown): Promise<void>;
}
