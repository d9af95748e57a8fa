/**
 * What a worker tells the server of one run: its events in order and numbered, and the newest progress of each node, at
 * most ten messages a second. A server that missed events asks for them again.
 */
import type { RunEvent } from '../../run/events.ts';
import type { CarriedProgress, RunMessage } from '../fleet-protocol.ts';
import { TIMES } from '../fleet-protocol.ts';
import { jpegOf } from './jpeg.ts';

type Progress = Extract<RunEvent, { readonly type: 'node-progress' }>;

export interface OutboxOptions {
  readonly head: Pick<RunMessage, 'job' | 'worker' | 'offer'>;
  readonly server: string;
  /** Sends a message to a server. One that is lost is no error. */
  readonly send: (server: string, message: RunMessage) => Promise<unknown>;
  /** Keeps events that are too long for a message. @returns their digest. */
  readonly keep: (json: string) => Promise<string>;
}

/** Characters of the events in one message. */
const LONGEST = 200_000;

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #events: RunEvent[] = [];
  /** By node. */
  readonly #progress = new Map<string, Progress>();
  #server: string;
  /** Number of the first event that is not sent yet. */
  #next = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> = Promise.resolve();
  readonly #beat: ReturnType<typeof setInterval>;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#server = options.server;
    this.#sendSoon();
    this.#beat = setInterval(() => this.#sendSoon(), TIMES.beat).unref();
  }

  get events(): readonly RunEvent[] {
    return this.#events;
  }

  add(event: RunEvent): void {
    if (event.type === 'node-progress') this.#progress.set(event.node, event);
    else {
      // The progress of a node that is over has no meaning any more.
      if ('node' in event) this.#progress.delete(event.node);
      this.#events.push(event);
    }
    this.#sendSoon();
  }

  /** Sends the events from a number on again, to a server that may be another one than before. */
  report(server: string, from: number): void {
    this.#server = server;
    this.#next = Math.min(from, this.#next);
    this.#sendSoon();
  }

  /** Sends what waits, and nothing afterwards. */
  async close(): Promise<void> {
    clearInterval(this.#beat);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#progress.clear();
    await this.#sending;
    await this.#send();
  }

  #sendSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#sending = this.#sending.then(() => this.#send());
      this.#timer = undefined;
    }, TIMES.flush).unref();
  }

  async #send(): Promise<void> {
    const { head, send, keep } = this.#options;
    const from = this.#next;
    const events = this.#events.slice(from);
    this.#next = this.#events.length;
    const waiting = [...this.#progress.values()];
    this.#progress.clear();
    try {
      const json = JSON.stringify(events);
      const carried = json.length > LONGEST ? { events: [], blob: await keep(json) } : { events };
      const progress = await Promise.all(waiting.map(carriedProgress));
      await send(this.#server, { ...head, from, ...carried, progress });
    } catch {
      // The server asks for what is missing, and reads the rest from the result.
    }
  }
}

async function carriedProgress({ preview, ...event }: Progress): Promise<CarriedProgress> {
  const jpeg = preview && (await jpegOf(preview).catch(() => undefined));
  return { event, ...(jpeg === undefined ? {} : { jpeg }) };
}
