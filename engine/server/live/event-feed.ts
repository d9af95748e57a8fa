/**
 * Numbers events, keeps them, and sends them in order. An event is on disk before any client sees it, so its number
 * means the same after a crash. An event published within a transaction is kept or rolled back with it.
 */
import type { Database } from '../../jobs/sqlite/database.ts';
import { EventLog } from '../../jobs/sqlite/event-log.ts';
import type { PublishOptions } from '../../jobs/run-publisher.ts';
import type { LiveEvent, LiveEventBody } from '../../protocol/index.ts';
import type { LiveLimits } from './limits.ts';

export interface EventFeedOptions {
  readonly database: Database;
  readonly limits: LiveLimits;
  /** Sends the JSON of an event to all clients. */
  readonly send: (json: string) => void;
  readonly say: (message: string) => void;
}

export class EventFeed {
  readonly #options: EventFeedOptions;
  readonly #log: EventLog;
  readonly #waiting: LiveEventBody[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sequence: number;

  constructor(options: EventFeedOptions) {
    const { database, limits, say } = options;
    this.#options = options;
    this.#log = new EventLog(database, { keep: limits.kept, keepLength: limits.keptLength, onProblem: say });
    this.#sequence = this.#log.last;
  }

  /** Number of the last event that was sent. */
  get sequence(): number {
    return this.#sequence;
  }

  publish(event: LiveEventBody, { later = event.type === 'run-event' }: PublishOptions = {}): void {
    const { batch, replayed } = this.#options.limits;
    this.#waiting.push(event);
    if (later && this.#waiting.length < replayed) this.#timer ??= setTimeout(() => this.flush(), batch).unref();
    else this.flush();
  }

  /** Numbers and keeps the waiting events, and sends them when the present transaction is committed. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    const time = Date.now();
    const bodies = this.#waiting.splice(0);
    const events = this.#log.append(
      bodies.map((body) => (sequence) => JSON.stringify({ ...body, sequence, time } satisfies LiveEvent)),
    );
    this.#options.database.afterCommit(() => {
      for (const { json, sequence } of events) {
        this.#sequence = sequence;
        this.#options.send(json);
      }
    });
  }

  /** @returns JSON of all events after a number; undefined when there are too many, or some are no longer kept. */
  since(sequence: number): readonly string[] | undefined {
    const { replayed, replayedLength } = this.#options.limits;
    const events = Number.isSafeInteger(sequence) ? this.#log.since(sequence, replayed) : undefined;
    const length = events?.reduce((sum, { json }) => sum + json.length, 0) ?? 0;
    return length > replayedLength ? undefined : events?.map(({ json }) => json);
  }
}
