/** What the scheduler needs of a cache: look a key up without reading data, read data when somebody needs it, write. */

/** One stored output: content digest, size in bytes and name of its socket type. */
export interface StoredOutput {
  readonly digest: string;
  readonly bytes: number;
  readonly type: string;
}

/** The outcome of one action. */
export interface ResultEntry {
  readonly outputs: Readonly<Record<string, StoredOutput>>;
  /** How long the action took when it ran. */
  readonly seconds: number;
}

export type CacheTier = 'memory' | 'disk';

export interface ResultCache {
  /** The entry under a key, if its data is there too as far as can be told without reading it. */
  lookup(key: string): { readonly entry: ResultEntry; readonly tier: CacheTier } | undefined;
  /**
   * The value of one output; undefined when it was lost or damaged. From then on `lookup` finds no entry that has this
   * output, so that the action runs again.
   */
  read(output: StoredOutput): Promise<{ readonly value: unknown } | undefined>;
  /** Stores the values first, then one entry under every key. */
  write(keys: readonly string[], entry: ResultEntry, values: Readonly<Record<string, unknown>>): Promise<void>;
  /** Makes a known entry reachable under another key. */
  link(key: string, entry: ResultEntry): Promise<void>;
  /** No run is going on: whatever runs were promised may be let go of. */
  release?(): void;
}
