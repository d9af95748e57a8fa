/**
 * One client of the live connection. When a client reads too slowly, previews are dropped first. When events pile up as
 * well, the connection is closed; the client reconnects and is sent the events it missed.
 */
import type { WebSocket } from 'ws';
import type { ServerMessage } from '../../protocol/index.ts';

export interface ConnectionLimits {
  /** Unsent bytes above which previews are dropped. */
  readonly previewBytes: number;
  /** Unsent bytes above which the connection is closed. */
  readonly waitingBytes: number;
}

/** Close code "try again later" (IANA WebSocket close code registry). */
const TRY_AGAIN = 1013;

export class Connection {
  readonly #socket: WebSocket;
  readonly #limits: ConnectionLimits;
  #hasAnsweredPing = true;
  /** Unsent bytes allowed above the limit: of {@link texts} and {@link picture}, until the client has read them. */
  #allowance = 0;

  constructor(socket: WebSocket, limits: ConnectionLimits) {
    this.#socket = socket;
    this.#limits = limits;
    socket.on('pong', () => (this.#hasAnsweredPing = true));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  message(message: ServerMessage): void {
    this.text(JSON.stringify(message));
  }

  /** @param text JSON of a {@link ServerMessage}. */
  text(text: string): void {
    if (!this.isOpen) return;
    const unsent = this.#socket.bufferedAmount;
    if (unsent <= this.#limits.waitingBytes) this.#allowance = 0;
    if (unsent <= this.#limits.waitingBytes + this.#allowance) {
      this.#socket.send(text);
      return;
    }
    this.#socket.close(TRY_AGAIN, 'reads too slowly');
    // A client that does not read will not read the close frame either.
    this.#socket.terminate();
  }

  /** Sends all texts, however large they are together. */
  texts(texts: readonly string[]): void {
    for (const text of texts) {
      this.#allowance += Buffer.byteLength(text);
      this.#socket.send(text);
    }
  }

  /** Sends a frame that is no preview, however large it is. */
  picture(frame: Uint8Array): void {
    if (!this.isOpen) return;
    this.#allowance += frame.length;
    this.#socket.send(frame);
  }

  preview(frame: Uint8Array): void {
    if (this.isOpen && this.#socket.bufferedAmount <= this.#limits.previewBytes) this.#socket.send(frame);
  }

  /** Sends a ping, or disconnects the client if it did not answer the previous one. */
  ping(): void {
    if (!this.#hasAnsweredPing) return this.#socket.terminate();
    this.#hasAnsweredPing = false;
    this.#socket.ping();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
