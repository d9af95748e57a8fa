/**
 * The live connection of a client that follows runs. It brings news sooner than asking would, and nothing depends on
 * it: whoever follows a run asks for its state when the connection begins, ends, or stays silent.
 */
import type { RawData, WebSocket } from 'ws';
import { LIVE_PATH, type LiveEvent, type ServerMessage } from '../protocol/index.ts';
import type { Requests } from './requests.ts';

export interface RunListener {
  /** An event of the run itself. */
  event(event: LiveEvent): void;
  /** Events may have been missed: the connection stands again, or is lost. */
  doubt(): void;
}

/** Milliseconds without any message after which the connection counts as lost. */
const SILENCE = 15_000;
/** Milliseconds between attempts to connect: doubled after each. */
const PAUSE = { first: 500, last: 30_000 } as const;

export class LiveFeed {
  readonly #requests: Requests;
  /** By run. */
  readonly #listeners = new Map<string, RunListener>();
  #socket: WebSocket | undefined;
  #isOpen = false;
  #isClosed = false;
  #pause: number = PAUSE.first;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #nextTry: ReturnType<typeof setTimeout> | undefined;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Whether events arrive. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @returns a function that ends it. */
  listen(run: string, listener: RunListener): () => void {
    this.#listeners.set(run, listener);
    if (!this.#socket && !this.#nextTry) void this.#connect();
    return () => this.#listeners.delete(run);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#nextTry);
    this.#lose(this.#socket);
  }

  async #connect(): Promise<void> {
    const { WebSocket: Socket } = await import('ws');
    if (this.#isClosed) return;
    const { access, address } = this.#requests;
    const own = new Socket(address.server.replace(/^http/, 'ws') + LIVE_PATH, { headers: access });
    this.#socket = own;
    own.on('message', (data, isBinary) => {
      if (this.#socket !== own) return;
      this.#awaitMessage(own);
      if (!isBinary) this.#take(JSON.parse(textOf(data)) as ServerMessage);
    });
    own.on('error', () => this.#lose(own));
    own.on('close', () => this.#lose(own));
    this.#awaitMessage(own);
  }

  #awaitMessage(own: WebSocket): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lose(own), SILENCE);
  }

  #take(message: ServerMessage): void {
    if (message.type === 'welcome') {
      this.#isOpen = true;
      this.#pause = PAUSE.first;
      this.#doubt();
    } else if (message.type === 'run') this.#listeners.get(message.run.id)?.event(message);
    else if (message.type === 'run-event' || message.type === 'run-removed')
      this.#listeners.get(message.run)?.event(message);
  }

  /** Connects again after a pause. */
  #lose(own: WebSocket | undefined): void {
    if (this.#socket !== own) return;
    this.#socket = undefined;
    clearTimeout(this.#silence);
    own?.terminate();
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    if (this.#isClosed) return;
    if (wasOpen) this.#doubt();
    this.#nextTry = setTimeout(() => {
      this.#nextTry = undefined;
      void this.#connect();
    }, this.#pause);
    this.#pause = Math.min(this.#pause * 2, PAUSE.last);
  }

  #doubt(): void {
    for (const listener of this.#listeners.values()) listener.doubt();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}
