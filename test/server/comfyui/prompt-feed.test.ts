// The WebSocket of ComfyUI's clients, fed with events of runs: who is sent what, and what a client that was away gets.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { PromptRequest } from '../../../engine/server/comfyui/prompt-request.ts';
import { PromptFeed } from '../../../engine/server/comfyui/socket/prompt-feed.ts';
import type { RunDetailRecord } from '../../../engine/protocol/index.ts';
import type { RunEventBody } from '../../../engine/run/events.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const FEATURES = { supports_preview_metadata: true, max_upload_size: 5 };
const PREVIEW = { width: 3, height: 2, rgb: new Uint8Array(18).fill(200) };

/** A feed with prompts of one KSampler and one SaveImage. */
class Feeding {
  readonly feed: PromptFeed;
  readonly port: number;
  readonly #requests = new Map<string, { readonly run: RunDetailRecord; readonly request: PromptRequest }>();
  #number = 0;

  private constructor(port: number, feed: PromptFeed) {
    this.port = port;
    this.feed = feed;
  }

  /** @param pictures the folder of the pictures of nodes. */
  static async start(pictures = ''): Promise<Feeding> {
    const feed: PromptFeed = new PromptFeed({
      request: async (id) => feeding.#requests.get(id),
      outputs: () => ({ '9': { images: [{ filename: 'a.png', subfolder: '', type: 'output' }] } }),
      features: FEATURES,
      pictures,
      sockets: 10,
      say: (message) => expect.unreachable(message),
    });
    const server = createServer();
    server.on('upgrade', (request, socket, head) => feed.sockets.handleUpgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const feeding = new Feeding((server.address() as AddressInfo).port, feed);
    ends.push(async () => {
      await feed.close();
      await new Promise((resolve) => server.close(resolve));
    });
    return feeding;
  }

  /** Queues and starts a prompt. @returns its id. */
  begin(
    client: string | undefined,
    extraData: Readonly<Record<string, unknown>> = {},
    output = 'SaveImage',
    files: readonly string[] = [],
  ): string {
    const number = ++this.#number;
    const id = `prompt-${number}`;
    const node = (type: string, their: string): object => ({ type, comfyui: { id: their, class: type } });
    const workflow = { nodes: { denoise: node('KSampler', '3'), save: node(output, '9') } };
    const shown = files.map((name) => ({ folder: 'preview', node: 'save', name }));
    const run = { id, number, state: 'queued', workflow, files: shown, failures: [] } as unknown as RunDetailRecord;
    const prompt = {
      '3': { class_type: 'KSampler', inputs: { seed: 1 } },
      '9': { class_type: output, inputs: { images: ['3', 0] } },
    } as const;
    const request = { interface: 'comfyui', prompt, outputs: ['9'], extraData, ...(client ? { client } : {}) } as const;
    this.#requests.set(id, { run, request });
    this.feed.changed(run);
    this.feed.changed({ ...run, state: 'running' });
    const nodes = ['denoise', 'save'];
    const forecast = nodes.map(
      (each) => ({ node: each, type: '', action: 'run', why: { kind: 'first-time' }, seconds: undefined }) as const,
    );
    this.tell(
      id,
      { type: 'run-started', nodes, targets: ['save'] },
      { type: 'run-forecast', forecast: { nodes: forecast, seconds: undefined, unknown: 0 } },
      { type: 'node-started', node: 'denoise' },
    );
    return id;
  }

  tell(id: string, ...bodies: readonly RunEventBody[]): void {
    for (const body of bodies) this.feed.event({ ...body, run: id, sequence: 0, time: 0 });
  }

  step(id: string, value: number): void {
    this.tell(id, { type: 'node-progress', node: 'denoise', value, max: 4, preview: PREVIEW });
  }

  end(id: string, state: 'done' | 'cancelled'): void {
    const run = this.#requests.get(id)?.run as RunDetailRecord;
    this.feed.changed({ ...run, state, ended: 7 });
  }

  connect(client: string): Promise<Client> {
    return Client.connect(`ws://127.0.0.1:${this.port}/ws?clientId=${client}`);
  }
}

interface Message {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

class Client {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  readonly frames: Buffer[] = [];
  #wake: () => void = () => {};

  private constructor(url: string) {
    this.socket = new WebSocket(url);
    ends.push(() => this.socket.terminate());
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.frames.push(data);
      else this.messages.push(JSON.parse(data.toString()) as Message);
      this.#wake();
    });
  }

  static async connect(url: string): Promise<Client> {
    const client = new Client(url);
    await client.until(() => client.messages.length > 0);
    return client;
  }

  get types(): string[] {
    return this.messages.map(({ type }) => type);
  }

  /** Resolves when a condition holds after a message. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Resolves when the prompt is over for the client. */
  untilEnd(): Promise<void> {
    return this.until(() => this.messages.some(({ type, data }) => type === 'executing' && data['node'] === null));
  }

  async announce(features: object): Promise<void> {
    this.socket.send(JSON.stringify({ type: 'feature_flags', data: features }));
    await this.until(() => this.types.includes('feature_flags'));
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.close();
    await closed;
  }
}

it('welcomes a client with the queue and its id, and answers what it announces with what the server can', async () => {
  const feeding = await Feeding.start();
  const client = await feeding.connect('me');
  expect(client.messages).toEqual([
    { type: 'status', data: { status: { exec_info: { queue_remaining: 0 } }, sid: 'me' } },
  ]);
  client.socket.send('no message');
  client.socket.send('null');
  await client.announce({ supports_preview_metadata: true });
  expect(client.messages[1]).toEqual({ type: 'feature_flags', data: FEATURES });
  const nameless = await feeding.connect('');
  expect(nameless.messages[0]?.data['sid']).toMatch(/^[0-9a-f]{32}$/);
});

it('tells only the client of a prompt of its progress, and all of the queue and of an interruption', async () => {
  const feeding = await Feeding.start();
  const [mine, other] = [await feeding.connect('mine'), await feeding.connect('other')];
  const id = feeding.begin('mine');
  feeding.end(id, 'cancelled');
  await mine.untilEnd();
  await other.until(() => other.messages.length === 5);
  expect(other.types).toEqual(['status', 'status', 'status', 'execution_interrupted', 'status']);
  const left = other.messages.filter(({ type }) => type === 'status').map(({ data }) => data['status']);
  expect(left).toMatchObject([0, 1, 1, 0].map((queue_remaining) => ({ exec_info: { queue_remaining } })));
  expect(mine.types.slice(2).join(' ')).toBe(
    'status execution_start execution_cached progress_state executing execution_interrupted status executing',
  );
});

it('says in frames whose previews they are to clients that read this, and sends plain frames to others', async () => {
  const feeding = await Feeding.start();
  const [old, recent] = [await feeding.connect('old'), await feeding.connect('recent')];
  await recent.announce({ supports_preview_metadata: true });
  for (const client of ['old', 'recent']) {
    const id = feeding.begin(client);
    feeding.step(id, 1);
    feeding.tell(id, { type: 'node-progress', node: 'denoise', value: 0.5, max: 4, text: 'Hé' });
    feeding.end(id, 'done');
  }
  await Promise.all([old.untilEnd(), recent.untilEnd()]);
  const [plain, text] = old.frames;
  expect(plain?.subarray(0, 11).toString('hex')).toBe('0000000100000001ffd8ff');
  expect(text?.toString('hex')).toBe('000000030000000133' + Buffer.from('Hé').toString('hex'));
  const [described] = recent.frames;
  const length = described?.readUInt32BE(4) ?? 0;
  expect(described?.readUInt32BE(0)).toBe(4);
  expect(JSON.parse(described?.subarray(8, 8 + length).toString() ?? '')).toEqual({
    node_id: '3',
    prompt_id: 'prompt-2',
    display_node_id: '3',
    parent_node_id: null,
    real_node_id: '3',
    image_type: 'image/jpeg',
  });
  // A preview of 3 by 2 pixels fills what ComfyUI makes of one: 512 pixels at the larger side.
  const picture = described?.subarray(8 + length) ?? Buffer.alloc(0);
  const start = picture.indexOf(Buffer.from('ffc0', 'hex'));
  expect([picture.readUInt16BE(start + 7), picture.readUInt16BE(start + 5)]).toEqual([512, 341]);
});

it('sends every picture of a node that saves none, also to a client that reads slowly', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-feed-'));
  ends.push(() => rm(folder, { recursive: true }));
  const files = ['a.png', 'b.png', 'c.png'];
  await Promise.all(files.map((name, index) => writeFile(join(folder, name), Buffer.alloc(3_000_000, index))));
  const feeding = await Feeding.start(folder);
  const [client, watcher] = [await feeding.connect('me'), await feeding.connect('other')];
  client.socket.pause();
  feeding.end(feeding.begin('me', {}, 'SaveImageWebsocket', files), 'done');
  await watcher.until(() => watcher.messages.length === 4);
  client.socket.resume();
  await client.untilEnd();
  expect(client.frames.map((frame) => [frame.length, frame.at(-1)])).toEqual(
    [0, 1, 2].map((byte) => [3_000_008, byte]),
  );
});

it('sends no previews of a prompt that asks for none', async () => {
  const feeding = await Feeding.start();
  const client = await feeding.connect('me');
  const id = feeding.begin('me', { preview_method: 'none' });
  feeding.step(id, 1);
  feeding.end(id, 'done');
  await client.untilEnd();
  expect(client.types).toContain('progress');
  expect(client.frames).toEqual([]);
});

it('tells the newest connection of a client, also when an older one closes then', async () => {
  const feeding = await Feeding.start();
  const older = await feeding.connect('me');
  const newer = await feeding.connect('me');
  await older.close();
  const id = feeding.begin('me');
  feeding.end(id, 'done');
  await newer.untilEnd();
  expect(newer.types).toContain('executed');
  expect(older.types).toEqual(['status']);
});

it('tells a client that comes back what it missed, the latest progress only, and the node at work', async () => {
  const feeding = await Feeding.start();
  const first = await feeding.connect('me');
  const id = feeding.begin('me');
  await first.until(() => first.types.includes('executing'));
  await first.close();
  const watcher = await feeding.connect('other');
  for (const value of [1, 2, 3]) feeding.step(id, value);
  feeding.begin(undefined);
  // Everything before is told when the other client hears of the second prompt.
  await watcher.until(() => watcher.types.includes('progress_state'));
  const second = await feeding.connect('me');
  await second.until(() => second.types.includes('executing'));
  expect(second.types).toEqual(['status', 'progress_state', 'progress', 'executing']);
  expect(second.messages[2]?.data).toMatchObject({ value: 3, max: 4, node: '3' });
  expect(second.messages[3]?.data).toEqual({ node: '3', display_node: '3', prompt_id: id });
});

it('tells a client that was away when its prompt ended how it ended', async () => {
  const feeding = await Feeding.start();
  const watcher = await feeding.connect('other');
  feeding.end(feeding.begin('me'), 'done');
  await watcher.until(() => watcher.messages.length === 4);
  const client = await feeding.connect('me');
  await client.untilEnd();
  expect(client.types.slice(-4)).toEqual(['executed', 'progress_state', 'execution_success', 'executing']);
  // What was told is not told again.
  const again = await feeding.connect('me');
  await again.announce({});
  expect(again.types).toEqual(['status', 'feature_flags']);
});
