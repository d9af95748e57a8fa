/**
 * Collects writes to the index and commits them together, once a turn of the event loop. Times of use wait for the next
 * commit, because losing them costs nothing.
 */
import { setImmediate } from 'node:timers/promises';
import type { Sqlite } from './sqlite.ts';

export class WriteQueue {
  readonly #db: Sqlite;
  readonly #now: () => number;
  #waiting: (() => void)[] = [];
  #commit: Promise<void> | undefined;
  #usedActions = new Set<string>();
  #usedValues = new Set<string>();

  constructor(db: Sqlite, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** @returns a promise of the commit. */
  add(write: () => void): Promise<void> {
    this.#waiting.push(write);
    this.#commit ??= setImmediate().then(() => {
      this.#commit = undefined;
      this.flush();
    });
    return this.#commit;
  }

  useAction(key: string): void {
    this.#usedActions.add(key);
  }

  useValue(digest: string): void {
    this.#usedValues.add(digest);
  }

  /** Commits everything now. */
  flush(): void {
    const [waiting, actions, values] = [this.#waiting, this.#usedActions, this.#usedValues];
    if (waiting.length === 0 && actions.size === 0 && values.size === 0) return;
    this.#waiting = [];
    this.#usedActions = new Set();
    this.#usedValues = new Set();
    const now = this.#now();
    const useAction = this.#db.prepare('UPDATE action SET used = ? WHERE key = ?');
    const useValue = this.#db.prepare('UPDATE value SET used = ? WHERE digest = ?');
    this.#db.transaction(() => {
      for (const write of waiting) write();
      for (const key of actions) useAction.run(now, key);
      for (const digest of values) useValue.run(now, digest);
    });
  }
}
