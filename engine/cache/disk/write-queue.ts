/**
 * Collects writes to the index and commits them together, once a turn of the event loop. Times of use wait for the next
 * commit, because losing them costs nothing.
 */
import type { Sqlite } from './sqlite.ts';

/** A write with the promise of its commit. */
interface Waiting {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class WriteQueue {
  readonly #db: Sqlite;
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #isScheduled = false;
  #usedActions = new Set<string>();
  #usedValues = new Set<string>();

  constructor(db: Sqlite, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** @returns a promise of the commit; it is rejected for every caller when the commit fails. */
  add(write: () => void): Promise<void> {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.flush();
      });
    }
    return new Promise((resolve, reject) => this.#waiting.push({ write, resolve, reject }));
  }

  useAction(key: string): void {
    this.#usedActions.add(key);
  }

  useValue(digest: string): void {
    this.#usedValues.add(digest);
  }

  /** Commits everything now. Those who wait are told whether it was kept; times of use may be lost. */
  flush(): void {
    const [waiting, actions, values] = [this.#waiting, this.#usedActions, this.#usedValues];
    if (waiting.length === 0 && actions.size === 0 && values.size === 0) return;
    this.#waiting = [];
    this.#usedActions = new Set();
    this.#usedValues = new Set();
    try {
      this.#commit(waiting, actions, values);
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  #commit(waiting: readonly Waiting[], actions: ReadonlySet<string>, values: ReadonlySet<string>): void {
    const now = this.#now();
    const useAction = this.#db.prepare('UPDATE action SET used = ? WHERE key = ?');
    const useValue = this.#db.prepare('UPDATE value SET used = ? WHERE digest = ?');
    this.#db.transaction(() => {
      for (const { write } of waiting) write();
      for (const key of actions) useAction.run(now, key);
      for (const digest of values) useValue.run(now, digest);
    });
  }
}
