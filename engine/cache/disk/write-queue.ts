/**
 * Collects writes to the index and commits them together, once a turn of the event loop. Times of use wait a moment for
 * such a commit.
 */
import type { IndexFile, Tables } from './index-file.ts';
import type { Processes } from './processes.ts';

/** A write with the promise of its commit. */
interface Waiting {
  readonly write: (tables: Tables) => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Milliseconds that times of use wait for a write. */
const USES_WAIT = 200;

export class WriteQueue {
  readonly #file: IndexFile;
  readonly #processes: Processes;
  #waiting: Waiting[] = [];
  #usedActions = new Set<string>();
  #usedValues = new Set<string>();
  #isScheduled = false;
  #usesTimer: NodeJS.Timeout | undefined;
  #committing: Promise<void> = Promise.resolve();

  constructor(file: IndexFile, processes: Processes) {
    this.#file = file;
    this.#processes = processes;
  }

  /**
   * @param write may be called more than once: see {@link IndexFile.write}.
   * @returns what it returns, after the commit; it is rejected for every caller when the commit fails.
   */
  add<T>(write: (tables: Tables) => T): Promise<T> {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        void this.flush();
      });
    }
    return new Promise<T>((resolve, reject) =>
      this.#waiting.push({ write, resolve: resolve as (result: unknown) => void, reject }),
    );
  }

  useAction(key: string): void {
    this.#usedActions.add(key);
    this.#useSoon();
  }

  useValue(digest: string): void {
    this.#usedValues.add(digest);
    this.#useSoon();
  }

  /** Commits everything that waits. Those who wait are told whether it was kept; times of use may be lost. */
  flush(): Promise<void> {
    this.#committing = this.#committing.then(() => this.#commit());
    return this.#committing;
  }

  #useSoon(): void {
    this.#usesTimer ??= setTimeout(() => void this.flush(), USES_WAIT).unref();
  }

  async #commit(): Promise<void> {
    const [waiting, actions, values] = [this.#waiting, [...this.#usedActions], [...this.#usedValues]];
    clearTimeout(this.#usesTimer);
    this.#usesTimer = undefined;
    if (waiting.length === 0 && actions.length === 0 && values.length === 0) return;
    this.#waiting = [];
    this.#usedActions = new Set();
    this.#usedValues = new Set();
    try {
      const results = await this.#file.write((tables) => {
        this.#processes.state(tables);
        if (actions.length > 0) touchActions(tables, actions, this.#processes.now());
        if (values.length > 0) touchValues(tables, values, this.#processes.now());
        return waiting.map(({ write }) => write(tables));
      });
      for (const [index, { resolve }] of waiting.entries()) resolve(results[index]);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}

function touchActions(tables: Tables, keys: readonly string[], now: number): void {
  tables
    .prepare('UPDATE action SET used = ? WHERE key IN (SELECT value FROM json_each(?))')
    .run(now, JSON.stringify(keys));
}

/** @returns the number of values that were still there. */
export function touchValues(tables: Tables, digests: readonly string[], now: number): number {
  return tables
    .prepare('UPDATE value SET used = ? WHERE digest IN (SELECT value FROM json_each(?))')
    .run(now, JSON.stringify(digests));
}
