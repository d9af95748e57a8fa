/** The log of events. Numbers have no gaps and go on after a restart; the oldest events are deleted first. */
import type { Database } from './database.ts';
import { openText, sealText } from './sealed.ts';

export interface EventLogOptions {
  /** Events to keep; default 20,000. */
  readonly keep?: number;
  /** Characters of all events to keep; default 128 Mi. */
  readonly keepLength?: number;
  /**
   * Called when events cannot be kept. They are numbered all the same, and clients that missed them have to start over.
   */
  readonly onProblem?: (message: string) => void;
}

export interface LoggedEvent {
  readonly sequence: number;
  readonly json: string;
}

/** Events above the limit are deleted in batches of this many. */
const PRUNE_BATCH = 500;

export class EventLog {
  readonly #database: Database;
  readonly #keep: number;
  readonly #keepLength: number;
  readonly #onProblem: (message: string) => void;
  readonly #sql: ReturnType<typeof statements>;
  /** Number of the last event. */
  #last: number;
  /** Number of the last event deleted because there were too many. */
  #pruned: number;
  /** Characters of all kept events. */
  #length: number;

  constructor(database: Database, { keep = 20_000, keepLength = 2 ** 27, onProblem = () => {} }: EventLogOptions = {}) {
    this.#database = database;
    this.#keep = keep;
    this.#keepLength = keepLength;
    this.#onProblem = onProblem;
    this.#sql = statements(database);
    this.#length = this.#sql.length.get()?.length ?? 0;
    this.#last = this.#sql.last.get()?.last ?? 0;
    this.#pruned = Math.max(0, this.#last - keep);
  }

  /** Number of the last event; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /**
   * Numbers and keeps events, all or none. Within a transaction they are kept or rolled back with it.
   * @param bodies return the JSON of an event with the given number.
   */
  append(bodies: readonly ((sequence: number) => string)[]): LoggedEvent[] {
    const before = this.#last;
    const events = bodies.map((body, index) => ({ sequence: before + 1 + index, json: body(before + 1 + index) }));
    this.#last += events.length;
    try {
      this.#database.transaction(() => {
        this.#database.onRollback(() => (this.#last = before));
        for (const { sequence, json } of events) {
          this.#sql.insert.run(sequence, sealText(json, sequence));
          this.#length += json.length;
        }
        this.#prune();
      });
    } catch (error) {
      this.#last = before + events.length;
      this.#onProblem(`Events could not be kept: ${(error as Error).message}`);
    }
    return events;
  }

  /** All events after a number; undefined when some are lost or no longer kept, or there are more than `most`. */
  since(sequence: number, most: number): LoggedEvent[] | undefined {
    const missed = this.#last - sequence;
    if (missed < 0 || missed > most) return undefined;
    const rows = missed === 0 ? [] : this.#sql.after.all(sequence, most);
    const events = rows.flatMap((row) => opened(row));
    return events.length === missed ? events : undefined;
  }

  #prune(): void {
    if (this.#last - this.#keep - this.#pruned >= PRUNE_BATCH) {
      this.#pruned = this.#last - this.#keep;
      this.#sql.delete.run(this.#pruned);
    }
    if (this.#length <= this.#keepLength) return;
    // Counting reads every event, so it is done rarely: half of the limit is freed at once.
    const { sequence } = this.#sql.tooLong.get(this.#keepLength / 2) ?? {};
    if (typeof sequence === 'number') this.#sql.delete.run(sequence);
    this.#length = this.#sql.length.get()?.length ?? 0;
  }
}

/** The latest event that, together with all later ones, has more than the given number of characters. */
const TOO_LONG = `SELECT MAX(sequence) AS sequence FROM
  (SELECT sequence, SUM(LENGTH(json)) OVER (ORDER BY sequence DESC) AS total FROM event) WHERE total > ?`;

/** SQLite counts on where rows are deleted, so a number is never given twice. */
const LAST = `SELECT MAX(last) AS last FROM (SELECT MAX(sequence) AS last FROM event
  UNION ALL SELECT seq FROM sqlite_sequence WHERE name = 'event')`;

/** Nothing for an event that is damaged on the disk. */
function opened({ sequence, json }: LoggedEvent): LoggedEvent[] {
  const text = openText(json, sequence);
  return text === undefined ? [] : [{ sequence, json: text }];
}

function statements(database: Database) {
  return {
    insert: database.prepare('INSERT INTO event (sequence, json) VALUES (?, ?)'),
    after: database.prepare<LoggedEvent>(
      'SELECT sequence, json FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?',
    ),
    delete: database.prepare('DELETE FROM event WHERE sequence <= ?'),
    tooLong: database.prepare<{ readonly sequence: number | null }>(TOO_LONG),
    length: database.prepare<{ readonly length: number | null }>('SELECT SUM(LENGTH(json)) AS length FROM event'),
    last: database.prepare<{ readonly last: number | null }>(LAST),
  };
}
