// Clients that are not installed for the tests: they are answered what they read, in their order.
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { sharedServer } from '../http/http-support.ts';
import { CONVERSATIONS, type Conversation, type Step } from './conversations.ts';

const server = sharedServer();

/** A prompt without models. */
const PROMPT = JSON.stringify({
  1: { class_type: 'LoadImage', inputs: { image: 'example.png' } },
  9: { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'recorded' } },
});

type Exchange = readonly [got: object, wanted: object];

class Replay {
  readonly #socket: WebSocket | undefined;
  readonly #told: string[] = [];
  #wake: () => void = () => {};
  /** Of the last prompt that was queued. */
  #id = '';

  constructor(client: string | undefined) {
    this.#socket =
      client === undefined ? undefined : new WebSocket(`ws://127.0.0.1:${server().port}/ws?clientId=${client}`);
    this.#socket?.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) this.#told.push(data.toString());
      this.#wake();
    });
  }

  /** @returns what was asked and answered, and what the client reads of it. */
  async carryOut({ steps }: Conversation): Promise<readonly Exchange[]> {
    if (this.#socket) await new Promise((resolve) => this.#socket?.once('open', resolve));
    const exchanges: Exchange[] = [];
    for (const step of steps) {
      if ('told' in step) await this.#hear(step.told);
      else exchanges.push(await this.#ask(step));
    }
    this.#socket?.terminate();
    return exchanges;
  }

  async #hear(type: string): Promise<void> {
    const isHeard = (text: string): boolean => text.includes(`"type":"${type}"`) && text.includes(this.#id);
    while (!this.#told.some(isHeard)) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async #ask(step: Exclude<Step, { readonly told: string }>): Promise<Exchange> {
    const filled = (text: string): string => text.replaceAll('PROMPT', PROMPT).replaceAll('ID', this.#id);
    const [method = '', path = ''] = step.ask.split(' ');
    const headers: Record<string, string> = step.as === undefined ? {} : { 'content-type': step.as };
    const { status, body } = await server().send(method, filled(path), headers, filled(step.body ?? ''));
    const wanted = { ask: step.ask, status: step.status ?? 200 };
    if (step.reads === undefined) return [{ ask: step.ask, status }, wanted];
    const answer = JSON.parse(body.toString()) as Readonly<Record<string, unknown>>;
    if (step.until !== undefined && answer[filled(step.until)] === undefined) return this.#ask(step);
    if (typeof answer['prompt_id'] === 'string') this.#id = answer['prompt_id'];
    const reads = matching(JSON.parse(filled(JSON.stringify(step.reads))));
    return [
      { ask: step.ask, status, answer },
      { ...wanted, answer: reads },
    ];
  }
}

/** Types as matchers; an empty list stands for any. */
function matching(reads: unknown): unknown {
  if (reads === 'string') return expect.any(String);
  if (reads === 'number') return expect.any(Number);
  if (reads === 'boolean') return expect.any(Boolean);
  if (reads === 'object') return expect.any(Object);
  if (Array.isArray(reads)) return reads.length === 0 ? expect.any(Array) : reads.map(matching);
  return Object.fromEntries(Object.entries(reads as object).map(([name, value]) => [name, matching(value)]));
}

it.each(CONVERSATIONS)('$name', async (conversation) => {
  const exchanges = await new Replay(conversation.socket).carryOut(conversation);
  for (const [got, wanted] of exchanges) expect(got).toMatchObject(wanted);
});
