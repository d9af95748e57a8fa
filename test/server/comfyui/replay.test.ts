// The recorded sessions of ComfyUI once more, with this server, its nodes and the tiny checkpoint in ComfyUI's layout:
// the same messages in the same order with the same fields.
//
// Different by design: CLIPTextEncode and its loader take the place of a node for tests, so there is one node more;
// the queue is told every few seconds, so statuses that repeat the one before are left out on both sides; how many
// steps an interrupted prompt takes is left to chance, so a row of steps counts once; failures have words of our own.
import { beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ApiPrompt } from '../../../engine/comfyui/prompts.ts';
import { repoPath } from '../../inference/support/goldens.ts';
import { comfyFolder } from '../../support/comfyui-folder.ts';
import { testServer, type TestServer } from '../http/http-support.ts';
import { normalised, ofPrompts, type Recorded, session, type SessionName } from './sessions.ts';

let server: TestServer;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  const root = await comfyFolder();
  const models = [root, repoPath('models')];
  server = await testServer({ models, modelHashes: false }, (end) => ends.push(end));
  return async () => {
    for (const end of ends.toReversed()) await end();
  };
});

/** A recorded prompt with nodes and files that there are here. */
function ours(prompt: ApiPrompt, textEncoder = 'tiny_te.safetensors'): ApiPrompt {
  const encode = (text: string) => ({ class_type: 'CLIPTextEncode', inputs: { clip: ['10', 0], text } });
  const load = (name: string, inputs: object) => ({ class_type: name, inputs: { ...inputs } });
  return {
    ...prompt,
    1: load('UNETLoader', { unet_name: 'qwen/tiny.safetensors', weight_dtype: 'default' }),
    2: load('VAELoader', { vae_name: 'tiny_vae.safetensors' }),
    6: encode('a red star'),
    7: encode(''),
    10: load('CLIPLoader', { clip_name: textEncoder, type: 'qwen_image' }),
  };
}

class Client {
  readonly told: Recorded[] = [];
  readonly #socket: WebSocket;
  readonly #id: string;
  #wake: () => void = () => {};

  private constructor(id: string) {
    this.#id = id;
    this.#socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws?clientId=${id}`);
    this.#socket.on('message', (data: Buffer, isBinary) => {
      this.told.push(isBinary ? recordedFrame(data) : (JSON.parse(data.toString()) as Recorded));
      this.#wake();
    });
  }

  static async connect(id: string, announces: boolean): Promise<Client> {
    const client = new Client(id);
    await new Promise((resolve) => client.#socket.once('open', resolve));
    const announcement = { type: 'feature_flags', data: { supports_preview_metadata: true } };
    if (announces) client.#socket.send(JSON.stringify(announcement));
    await client.until(() => client.told.length === (announces ? 2 : 1));
    return client;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Resolves when a node is executed; null: when a prompt is over. */
  untilExecuting(node: string | null, times = 1): Promise<void> {
    const isSo = (each: Recorded): boolean => 'type' in each && each.type === 'executing' && each.data['node'] === node;
    return this.until(() => this.told.filter(isSo).length >= times);
  }

  async queue(prompt: ApiPrompt, rest: object = {}): Promise<string> {
    const body = { prompt, client_id: this.#id, ...rest };
    return (await server.json<{ readonly prompt_id: string }>('POST', '/prompt', body)).prompt_id;
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** A binary frame as the recordings describe it. */
function recordedFrame(frame: Buffer): Recorded {
  const kind = frame.readUInt32BE(0);
  const second = frame.readUInt32BE(4);
  const start = kind === 4 ? 8 + second : 8;
  const magic = frame.subarray(start, start + 4).toString('hex');
  const bytes = frame.length;
  if (kind !== 4) return { binary: kind, bytes, image_type: second, magic };
  return { binary: kind, bytes, json: JSON.parse(frame.toString('utf8', 8, start)) as Record<string, unknown>, magic };
}

/** Types and fields of messages, for comparison. */
function outline(messages: readonly Recorded[]): string[] {
  return withoutRepeatedStatus(messages).map((message) => {
    if (!('type' in message)) return JSON.stringify(fieldsOf(message));
    const { data } = message;
    // What a node was given has names of its own, and so has each node; all nodes have the same fields.
    const nodes = message.type === 'progress_state' ? Object.values(data['nodes'] as object) : data['nodes'];
    const inputs = data['current_inputs'] === undefined ? {} : { current_inputs: {} };
    // Tracebacks were removed from the recordings.
    return `${message.type} ${JSON.stringify(fieldsOf({ ...data, ...inputs, nodes, traceback: [] }))}`;
  });
}

/** Names of fields in the order of the alphabet, with the types of their values. Of a list, each kind of item once. */
function fieldsOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((item) => JSON.stringify(fieldsOf(item))))];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, fieldsOf(each)]));
}

function withoutRepeatedStatus(messages: readonly Recorded[]): Recorded[] {
  let last: unknown;
  return messages.filter((message) => {
    if (!('type' in message) || message.type !== 'status') return true;
    const isRepeated = JSON.stringify(message.data['status']) === last;
    last = JSON.stringify(message.data['status']);
    return !isRepeated;
  });
}

/** Without what tells of the steps of a sampler. */
function withoutSteps(messages: readonly Recorded[]): Recorded[] {
  return messages.filter((message) => {
    if (!('type' in message)) return false;
    const nodes = message.type === 'progress_state' ? Object.values(message.data['nodes'] as object) : [];
    const isAtWork = nodes.some(
      ({ value, state }: { value: number; state: string }) => value > 0 && state === 'running',
    );
    return message.type !== 'progress' && !isAtWork;
  });
}

/** The messages about prompts in full, without the loader that there is here only. */
function inFull(messages: readonly Recorded[]): unknown[] {
  const known = ofPrompts(messages).map((message) =>
    'type' in message && message.type === 'execution_cached'
      ? {
          ...message,
          data: { ...message.data, nodes: (message.data['nodes'] as string[]).filter((id) => id !== '10') },
        }
      : message,
  );
  return normalised(known);
}

/** Runs a recorded prompt to its end. @returns what its client was told. */
async function replay(name: SessionName, announces = true, textEncoder?: string): Promise<readonly Recorded[]> {
  const client = await Client.connect(name, announces);
  await client.queue(ours(session(name).prompt, textEncoder));
  await client.untilExecuting(null);
  client.close();
  return client.told;
}

it('a run with everything computed', async () => {
  const told = await replay('run with features');
  const recorded = outline(session('run with features').events);
  const first = recorded.findIndex((line) => line.startsWith('execution_cached')) + 1;
  expect(outline(told)).toEqual(recorded.toSpliced(first, 0, ...recorded.slice(first, first + 3)));
});

it('the same again, all cached', async () => {
  const told = await replay('same again, all cached');
  const { events } = session('same again, all cached');
  expect(outline(told)).toEqual(outline(events));
  expect(inFull(told)).toEqual(inFull(events));
});

it('only the seed changed, for a client that announces nothing', async () => {
  const told = await replay('only the seed changed, no feature flags', false);
  const { events } = session('only the seed changed, no feature flags');
  expect(outline(told)).toEqual(outline(events));
  expect(inFull(told)).toEqual(inFull(events));
});

it('a node that fails', async () => {
  // The text encoder of another checkpoint does not fit the transformer.
  const told = await replay('one node fails', true, 'nano');
  expect(outline(told)).toEqual(outline(session('one node fails').events));
});

it('a run that is interrupted', async () => {
  const { prompt, events } = session('interrupted');
  const client = await Client.connect('interrupted', true);
  await client.queue(ours(prompt));
  await client.until(() => client.told.some((each) => 'type' in each && each.type === 'progress'));
  await server.json('POST', '/interrupt', {});
  await client.untilExecuting(null);
  client.close();
  const recorded = withoutSteps(events);
  expect(outline(withoutSteps(client.told))).toEqual(outline(recorded));
  expect(inFull(withoutSteps(client.told))).toEqual(inFull(recorded));
});

it('three prompts, one in front, one taken back, one interrupted', async () => {
  const { prompt: long } = session('interrupted');
  const client = await Client.connect('three', true);
  const seeded = (seed: number): ApiPrompt => {
    const given = ours(session('run with features').prompt);
    return { ...given, 3: { ...given['3']!, inputs: { ...given['3']!.inputs, seed } } };
  };
  await client.queue(ours(long));
  await client.untilExecuting('3');
  const second = await client.queue(seeded(21));
  await client.queue(seeded(22), { front: true });
  await server.json('POST', '/queue', { delete: [second] });
  await server.json('POST', '/interrupt', {});
  await client.untilExecuting(null, 2);
  client.close();
  const recorded = withoutSteps(session('queue of three, one in front, one deleted').events);
  const [here, theirs] = [withoutSteps(client.told), recorded].map((messages) => outline(messages));
  // When the second prompt was queued is left to chance: recorded, it was before the first began.
  const isStatus = (line: string): boolean => line.startsWith('status');
  expect(here!.filter((line) => !isStatus(line))).toEqual(theirs!.filter((line) => !isStatus(line)));
  expect(remainingOf(client.told)).toEqual(remainingOf(recorded));
});

/** How many prompts were left, change by change. */
function remainingOf(messages: readonly Recorded[]): unknown[] {
  return withoutRepeatedStatus(messages).flatMap((message) =>
    'type' in message && message.type === 'status' ? [message.data['status']] : [],
  );
}
