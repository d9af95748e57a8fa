/**
 * Messages for clients that are not connected, such as one whose connection broke while its prompt runs. ComfyUI loses
 * them. They are kept in memory for a while, without pictures, and the latest progress stands for all before it.
 */
import type { ComfyMessage } from './messages.ts';

/** Clients, and messages of each. */
const [MOST_CLIENTS, MOST_MESSAGES] = [100, 1000];
/** Milliseconds for which messages are kept after the last one. */
const KEPT = 600_000;

interface Missed {
  readonly messages: ComfyMessage[];
  /** In the time of `performance.now()`. */
  last: number;
}

export class MissedMessages {
  /** By client, the one that was sent something last at the end. */
  readonly #byClient = new Map<string, Missed>();

  keep(client: string, message: ComfyMessage): void {
    const messages = this.#byClient.get(client)?.messages ?? [];
    const older = isProgress(message) ? messages.findLastIndex((each) => isSameProgress(each, message)) : -1;
    if (older >= 0) messages.splice(older, 1);
    messages.push(message);
    if (messages.length > MOST_MESSAGES) messages.shift();
    this.#byClient.delete(client);
    this.#byClient.set(client, { messages, last: performance.now() });
    const [first] = this.#byClient.keys();
    if (this.#byClient.size > MOST_CLIENTS && first !== undefined) this.#byClient.delete(first);
  }

  /** @returns what the client missed, the first message first; it is not kept any longer. */
  take(client: string): readonly ComfyMessage[] {
    const missed = this.#byClient.get(client);
    this.#byClient.delete(client);
    return missed && performance.now() - missed.last < KEPT ? missed.messages : [];
  }
}

function isProgress({ type }: ComfyMessage): boolean {
  return type === 'progress' || type === 'progress_state';
}

function isSameProgress(older: ComfyMessage, newer: ComfyMessage): boolean {
  return (
    (older.type === 'progress' && newer.type === 'progress' && older.data.node === newer.data.node) ||
    (older.type === 'progress_state' &&
      newer.type === 'progress_state' &&
      older.data.prompt_id === newer.data.prompt_id)
  );
}
