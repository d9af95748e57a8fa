/**
 * One client of the live hub. What it is sent piles up when it reads too slowly: previews are dropped first; when events pile up
 * too, the connection is ended, and the client comes back and is sent what it missed.
 */
import type { WebSocket } from 'ws';
import type { ServerMessage } from '../../protocol/index.ts';

export interface ConnectionLimits {
  /** Bytes that wait to be sent above which previews are dropped. */
  readonly previewBytes: number;
  /** Bytes that wait to be sent above which the connection is ended. */
  readonly waitingBytes: number;
}

/** Close code: try again later (RFC 6455 registry). */
const TRY_AGAIN = 1013;

export class Connection {
  readonly #socket: WebSocket;
  readonly #limits: ConnectionLimits;
  #answered = true;
  /** Bytes that may wait beyond the limit: what the client was sent at once, until it has read it. */
  #granted = 0;

  constructor(socket: WebSocket, limits: ConnectionLimits) {
    this.#socket = socket;
    this.#limits = limits;
    socket.on('pong', () => (this.#answered = true));
  }

  message(message: ServerMessage): void {
    this.text(JSON.stringify(message));
  }

  /** @param text a {@link ServerMessage} as JSON. */
  text(text: string): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return;
    const waiting = socket.bufferedAmount;
    if (waiting <= this.#limits.waitingBytes) this.#granted = 0;
    if (waiting > this.#limits.waitingBytes + this.#granted) {
      socket.close(TRY_AGAIN, 'reads too slowly');
      // Nobody reads the farewell either.
      socket.terminate();
    } else socket.send(text);
  }

  /** Sends all of it, however much it is. */
  texts(texts: readonly string[]): void {
    for (const text of texts) {
      this.#granted += Buffer.byteLength(text);
      this.#socket.send(text);
    }
  }

  preview(frame: Uint8Array): void {
    const socket = this.#socket;
    if (socket.readyState === socket.OPEN && socket.bufferedAmount <= this.#limits.previewBytes) socket.send(frame);
  }

  /** Ends the connection when the last ping was not answered, and sends the next. */
  ping(): void {
    if (!this.#answered) return this.#socket.terminate();
    this.#answered = false;
    this.#socket.ping();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
