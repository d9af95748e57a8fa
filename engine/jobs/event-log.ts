/** The log of events: numbered without gaps over restarts, the oldest forgotten first. */
import type { Database } from './database.ts';

export interface EventLogOptions {
  /** Events to keep; default 20,000. */
  readonly keep?: number;
  /** Told when events cannot be kept: they are numbered all the same, and whoever missed them has to start over. */
  readonly onProblem?: (message: string) => void;
}

export interface LoggedEvent {
  readonly sequence: number;
  readonly json: string;
}

/** Events beyond the limit that are forgotten at once, so that not every event removes one. */
const PRUNE_EVERY = 500;

export class EventLog {
  readonly #database: Database;
  readonly #keep: number;
  readonly #onProblem: (message: string) => void;
  readonly #insert;
  readonly #after;
  readonly #prune;
  #last: number;
  #pruned: number;

  constructor(database: Database, { keep = 20_000, onProblem = () => {} }: EventLogOptions = {}) {
    this.#database = database;
    this.#keep = keep;
    this.#onProblem = onProblem;
    this.#insert = database.prepare('INSERT INTO event (sequence, json) VALUES (?, ?)');
    this.#after = database.prepare<LoggedEvent>('SELECT sequence, json FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?');
    this.#prune = database.prepare('DELETE FROM event WHERE sequence <= ?');
    this.#last = database.prepare<{ last: number | null }>('SELECT MAX(sequence) AS last FROM event').get()?.last ?? 0;
    this.#pruned = Math.max(0, this.#last - keep);
  }

  /** Number of the last event; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /**
   * Keeps events, all or none; inside of a transaction together with what else it does.
   * @param bodies give their JSON once they have a number.
   */
  append(bodies: readonly ((sequence: number) => string)[]): LoggedEvent[] {
    const before = this.#last;
    const events = bodies.map((body, index) => ({ sequence: before + 1 + index, json: body(before + 1 + index) }));
    this.#last += events.length;
    try {
      this.#database.transaction(() => {
        this.#database.onRollback(() => (this.#last = before));
        for (const { sequence, json } of events) this.#insert.run(sequence, json);
        if (this.#last - this.#keep - this.#pruned >= PRUNE_EVERY) this.#prune.run((this.#pruned = this.#last - this.#keep));
      });
    } catch (error) {
      this.#last = before + events.length;
      this.#onProblem(`Events could not be kept: ${(error as Error).message}`);
    }
    return events;
  }

  /** All events after a number; undefined when some of them are not kept any more, or there are more than `most`. */
  since(sequence: number, most: number): LoggedEvent[] | undefined {
    const missed = this.#last - sequence;
    if (missed < 0 || missed > most) return undefined;
    const events = missed === 0 ? [] : this.#after.all(sequence, most);
    return events.length === missed ? events : undefined;
  }
}
