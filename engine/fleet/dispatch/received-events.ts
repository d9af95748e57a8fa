/**
 * The events of a run that a worker carries out, put in order again. The server shows and keeps them as those of a run
 * of its own.
 */
import sharp from 'sharp';
import type { Preview } from '../../graph/define.ts';
import type { RunEvent } from '../../run/events.ts';
import type { CarriedProgress, RunMessage } from '../fleet-protocol.ts';

export interface ReceivedEventsOptions {
  readonly onEvent: (event: RunEvent) => void;
  /** Asks the worker for the events from a number on. */
  readonly ask: (from: number) => void;
  /** Reads events that were too long for a message. */
  readonly read: (digest: string) => Promise<readonly RunEvent[] | undefined>;
}

/** Milliseconds between two questions for the same events. */
const PATIENCE = 500;

export class ReceivedEvents {
  readonly #options: ReceivedEventsOptions;
  /** Number of the event that comes next. */
  #next = 0;
  #asked = -Infinity;
  #last: Promise<void> = Promise.resolve();

  constructor(options: ReceivedEventsOptions) {
    this.#options = options;
  }

  take(message: RunMessage): void {
    this.#last = this.#last.then(() => this.#take(message)).catch(() => {});
  }

  /** Begins anew, for another attempt at the run. */
  restart(): void {
    this.#next = 0;
    this.#ask();
  }

  /** Delivers what has not come. @param events all events of the run. */
  async finish(events: readonly RunEvent[]): Promise<void> {
    await this.#last;
    this.#deliver(events, 0);
    this.#next = Infinity;
  }

  async #take({ from, blob, events: given, progress }: RunMessage): Promise<void> {
    const events = blob === undefined ? given : await this.#options.read(blob);
    if (from > this.#next || events === undefined) {
      if (this.#next !== Infinity) this.#ask();
      return;
    }
    this.#deliver(events, from);
    for (const each of progress) if (this.#next !== Infinity) this.#options.onEvent(await withPreview(each));
  }

  #deliver(events: readonly RunEvent[], from: number): void {
    for (const event of events.slice(Math.max(0, this.#next - from))) {
      this.#next += 1;
      this.#options.onEvent(event);
    }
  }

  #ask(): void {
    if (performance.now() - this.#asked < PATIENCE) return;
    this.#asked = performance.now();
    this.#options.ask(this.#next);
  }
}

async function withPreview({ event, jpeg }: CarriedProgress): Promise<RunEvent> {
  const preview = jpeg === undefined ? undefined : await previewOf(jpeg).catch(() => undefined);
  return preview ? { ...event, preview } : event;
}

async function previewOf(jpeg: string): Promise<Preview> {
  const picture = sharp(Buffer.from(jpeg, 'base64')).removeAlpha();
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
}
