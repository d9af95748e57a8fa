/** Counts the tokens of prompts in a thread of its own, which ends after a while without questions. */
import { startThread, type Thread, type TokenCount } from '../../../inference/index.ts';
import type { PromptReader, PromptTokens } from '../tokens.ts';

export interface TokenQuestion {
  readonly id: number;
  readonly reader: PromptReader;
  readonly text: string;
}

export type TokenAnswer = { readonly id: number } & (TokenCount | { readonly error: string });

const IDLE_MS = 5 * 60_000;

interface Waiting {
  readonly resolve: (count: TokenCount) => void;
  readonly reject: (error: Error) => void;
}

export class TokenCounter implements PromptTokens {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Thread | undefined;
  #idle: NodeJS.Timeout | undefined;
  #asked = 0;

  count(reader: PromptReader, text: string): Promise<TokenCount> {
    clearTimeout(this.#idle);
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      (this.#worker ??= this.#start()).postMessage({ id, reader, text } satisfies TokenQuestion);
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#end(new Error('The program stops.'));
    await worker?.terminate();
  }

  #start(): Thread {
    const worker = startThread(new URL('./worker', import.meta.url));
    worker.unref();
    worker.on('message', (answer: TokenAnswer) => this.#settle(answer));
    worker.on('error', (error) => this.#worker === worker && this.#end(error));
    worker.on('exit', () => this.#worker === worker && this.#end(new Error('The thread that counts tokens ended.')));
    return worker;
  }

  #settle(answer: TokenAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve({ tokens: answer.tokens, window: answer.window });
    if (this.#waiting.size > 0) return;
    this.#idle = setTimeout(() => void this.close(), IDLE_MS);
    this.#idle.unref();
  }

  /** Fails every open question. Later ones go to a new thread. */
  #end(error: Error): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
