/** The live connection: order of events, gaps, lost connections, versions. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLive, type Live, type LiveHandlers, type Socket } from '../../../editor/client/live.ts';
import { type LiveEvent, type PreviewHeader, PROTOCOL_VERSION, type Snapshot } from '../../../engine/protocol/index.ts';

const SNAPSHOT: Snapshot = { runs: [], documents: [], activity: {} };

/** A connection as the server sees it. */
class FakeSocket implements Socket {
  readonly path: string;
  readonly sent: string[] = [];
  binaryType = '';
  closed = false;
  readonly #listeners: [string, (message: { readonly data: unknown }) => void][] = [];

  constructor(path: string) {
    this.path = path;
  }

  addEventListener(type: string, listener: (message: { readonly data: unknown }) => void): void {
    this.#listeners.push([type, listener]);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.closed = true;
  }

  #tell(type: string, data?: unknown): void {
    for (const [each, listener] of this.#listeners) if (each === type) listener({ data });
  }

  say(message: object): void {
    this.#tell('message', JSON.stringify(message));
  }

  binary(frame: ArrayBuffer): void {
    this.#tell('message', frame);
  }

  drop(): void {
    this.#tell('close');
  }

  welcome(sequence: number, snapshot?: Snapshot): void {
    this.say({
      type: 'welcome',
      protocol: PROTOCOL_VERSION,
      version: '1',
      sequence,
      ...(snapshot ? { snapshot } : {}),
    });
  }

  event(sequence: number): void {
    this.say({ type: 'changed', what: 'inputs', sequence, time: 0 });
  }
}

describe('the live connection', () => {
  let sockets: FakeSocket[];
  let seen: number[];
  let welcomes: (Snapshot | undefined)[];
  let previews: [PreviewHeader, string][];
  let others: string[];
  let live: Live;
  const last = (): FakeSocket => sockets.at(-1) as FakeSocket;

  beforeEach(() => {
    vi.useFakeTimers();
    [sockets, seen, welcomes, previews, others] = [[], [], [], [], []];
    const handlers: LiveHandlers = {
      welcome: (snapshot) => welcomes.push(snapshot),
      event: (event: LiveEvent) => seen.push(event.sequence),
      preview: (header, picture) => previews.push([header, new TextDecoder().decode(picture)]),
      refused: ({ edit }) => others.push(`refused ${edit}`),
      log: ({ id }) => others.push(`log ${id}`),
      known: ({ edit }) => others.push(`known ${edit}`),
      outdated: () => others.push('outdated'),
    };
    live = createLive({
      handlers,
      connect: (path) => {
        sockets.push(new FakeSocket(path));
        return last();
      },
    });
  });
  afterEach(() => {
    live.close();
    vi.useRealTimers();
  });

  it('begins with a snapshot and follows the events', () => {
    expect(live.state.value).toBe('connecting');
    expect(last().path).toBe('/api/live');
    last().welcome(7, SNAPSHOT);
    last().event(8);
    last().event(9);
    expect([live.state.value, welcomes, seen]).toEqual(['open', [SNAPSHOT], [8, 9]]);
  });

  it('asks for missed events, and handles each event once', () => {
    last().welcome(7, SNAPSHOT);
    last().event(8);
    last().drop();
    expect(live.state.value).toBe('lost');
    vi.advanceTimersByTime(700);
    expect(last().path).toBe('/api/live?since=8');
    last().welcome(10);
    for (const sequence of [8, 9, 10]) last().event(sequence);
    expect(seen).toEqual([8, 9, 10]);
    expect(welcomes).toEqual([SNAPSHOT, undefined]);
  });

  it('connects again when an event is missing, or a heartbeat names a later one', () => {
    last().welcome(7, SNAPSHOT);
    last().event(9);
    expect([seen, live.state.value]).toEqual([[], 'lost']);
    vi.advanceTimersByTime(700);
    last().welcome(9);
    last().event(8);
    last().event(9);
    last().say({ type: 'heartbeat', sequence: 9 });
    expect(live.state.value).toBe('open');
    last().say({ type: 'heartbeat', sequence: 10 });
    expect(live.state.value).toBe('lost');
    expect(seen).toEqual([8, 9]);
  });

  it('starts over after a snapshot with smaller numbers, as after a new data folder', () => {
    last().welcome(70, SNAPSHOT);
    last().drop();
    vi.advanceTimersByTime(700);
    last().welcome(2, SNAPSHOT);
    last().event(3);
    expect(seen).toEqual([3]);
  });

  it('gives up a silent connection after 15 s', () => {
    last().welcome(1, SNAPSHOT);
    vi.advanceTimersByTime(14_000);
    last().say({ type: 'heartbeat', sequence: 1 });
    vi.advanceTimersByTime(14_000);
    expect([live.state.value, sockets.length]).toEqual(['open', 1]);
    const silent = last();
    vi.advanceTimersByTime(1500);
    expect([live.state.value, silent.closed]).toEqual(['lost', true]);
    silent.event(2);
    expect(seen).toEqual([]);
  });

  it('waits longer after each attempt, and not at all on retry', () => {
    for (let tries = 0; tries < 12; tries += 1) {
      last().drop();
      vi.advanceTimersByTime(13_000);
    }
    const before = sockets.length;
    last().drop();
    vi.advanceTimersByTime(7000);
    expect(sockets.length).toBe(before);
    live.retry();
    expect(sockets.length).toBe(before + 1);
    live.retry();
    expect(sockets.length).toBe(before + 1);
  });

  it('sends only after the welcome', () => {
    const message = { type: 'edit', document: 'd', edit: 'e', patch: [] } as const;
    expect(live.send(message)).toBe(false);
    last().welcome(1, SNAPSHOT);
    expect(live.send(message)).toBe(true);
    expect(last().sent.map((text) => JSON.parse(text) as unknown)).toEqual([message]);
    last().drop();
    expect(live.send(message)).toBe(false);
  });

  it('passes on previews and answers to edits, which have no sequence number', () => {
    last().welcome(1, SNAPSHOT);
    const header: PreviewHeader = { run: 'r', node: 'n', value: 1, max: 4, mediaType: 'image/webp' };
    const [head, body] = [header, 'pixels'].map((each) =>
      new TextEncoder().encode(typeof each === 'string' ? each : JSON.stringify(each)),
    ) as [Uint8Array, Uint8Array];
    const frame = new Uint8Array(4 + head.length + body.length);
    new DataView(frame.buffer).setUint32(0, head.length);
    frame.set(head, 4);
    frame.set(body, 4 + head.length);
    last().binary(frame.buffer);
    last().say({ type: 'edit-refused', document: 'd', edit: 'a', message: 'no' });
    last().say({ type: 'edit-known', document: 'd', edit: 'b' });
    expect(previews).toEqual([[header, 'pixels']]);
    expect(others).toEqual(['refused a', 'known b']);
  });

  it('stays closed when the server has another version', () => {
    last().say({ type: 'welcome', protocol: PROTOCOL_VERSION + 1, version: '2', sequence: 1, snapshot: SNAPSHOT });
    vi.advanceTimersByTime(60_000);
    expect([others, welcomes, sockets.length]).toEqual([['outdated'], [], 1]);
  });
});
