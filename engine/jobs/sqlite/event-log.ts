/** The log of events: numbered without gaps over restarts, the oldest forgotten first. */
import type { Database } from './database.ts';

export interface EventLogOptions {
  /** Events to keep; default 20,000. */
  readonly keep?: number;
  /** Characters of all events to keep; default 128 Mi. */
  readonly keepLength?: number;
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
  readonly #keepLength: number;
  readonly #onProblem: (message: string) => void;
  readonly #insert;
  readonly #after;
  readonly #prune;
  readonly #tooLong;
  readonly #total;
  #last: number;
  #pruned: number;
  #length: number;

  constructor(database: Database, { keep = 20_000, keepLength = 2 ** 27, onProblem = () => {} }: EventLogOptions = {}) {
    this.#database = database;
    this.#keep = keep;
    this.#keepLength = keepLength;
    this.#onProblem = onProblem;
    this.#insert = database.prepare('INSERT INTO event (sequence, json) VALUES (?, ?)');
    this.#after = database.prepare<LoggedEvent>(
      'SELECT sequence, json FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?',
    );
    this.#prune = database.prepare('DELETE FROM event WHERE sequence <= ?');
    this.#tooLong = database.prepare<{ readonly sequence: number | null }>(
      'SELECT MAX(sequence) AS sequence FROM (SELECT sequence, SUM(LENGTH(json)) OVER (ORDER BY sequence DESC) AS total FROM event) WHERE total > ?',
    );
    this.#total = database.prepare<{ readonly length: number | null }>('SELECT SUM(LENGTH(json)) AS length FROM event');
    this.#length = this.#total.get()?.length ?? 0;
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
        for (const { sequence, json } of events) {
          this.#insert.run(sequence, json);
          this.#length += json.length;
        }
        this.#forget();
      });
    } catch (error) {
      this.#last = before + events.length;
      this.#onProblem(`Events could not be kept: ${(error as Error).message}`);
    }
    return events;
  }

  #forget(): void {
    if (this.#last - this.#keep - this.#pruned >= PRUNE_EVERY)
      this.#prune.run((this.#pruned = this.#last - this.#keep));
    if (this.#length <= this.#keepLength) return;
    // Half of what may be kept goes at once, as counting reads all there is.
    const { sequence } = this.#tooLong.get(this.#keepLength / 2) ?? {};
    if (typeof sequence === 'number') this.#prune.run(sequence);
    this.#length = this.#total.get()?.length ?? 0;
  }

  /** All events after a number; undefined when some of them are not kept any more, or there are more than `most`. */
  since(sequence: number, most: number): LoggedEvent[] | undefined {
    const missed = this.#last - sequence;
    if (missed < 0 || missed > most) return undefined;
    const events = missed === 0 ? [] : this.#after.all(sequence, most);
    return events.length === missed ? events : undefined;
  }
}
