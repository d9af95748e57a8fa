/** The events of a run on their way from a worker to the server, over messages that may be lost. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ReceivedEvents } from '../../engine/fleet/dispatch/received-events.ts';
import type { RunMessage } from '../../engine/fleet/fleet-protocol.ts';
import { Outbox } from '../../engine/fleet/worker/outbox.ts';
import type { RunEvent, RunEventBody } from '../../engine/run/events.ts';

const outboxes: Outbox[] = [];
beforeEach(
  () =>
    void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] }),
);
afterEach(async () => {
  await Promise.all(outboxes.splice(0).map((outbox) => outbox.close()));
  vi.useRealTimers();
});

const event = (sequence: number, body: RunEventBody): RunEvent => ({ ...body, run: 'r', sequence, time: 0 });
const started = (number: number): RunEvent => event(number, { type: 'node-started', node: `n${number}` });
const progress = (value: number, shade?: number): RunEvent =>
  event(0, {
    type: 'node-progress',
    node: 'n',
    value,
    max: 10,
    ...(shade === undefined ? {} : { preview: { width: 16, height: 8, rgb: new Uint8Array(16 * 8 * 3).fill(shade) } }),
  });

/** A worker and a server. @param isLost tells whether a message gets lost, by its number from 0. */
function line(isLost: (number: number) => boolean = () => false) {
  const sent: { readonly server: string; readonly message: RunMessage }[] = [];
  const got: RunEvent[] = [];
  const blobs = new Map<string, string>();
  const received = new ReceivedEvents({
    onEvent: (each) => got.push(each),
    ask: (from) => outbox.report('server', from),
    read: async (digest) => JSON.parse(blobs.get(digest) ?? '') as RunEvent[],
  });
  const outbox = new Outbox({
    head: { job: 'j', worker: 'w', offer: 'o' },
    server: 'server',
    async send(server, message) {
      sent.push({ server, message });
      if (!isLost(sent.length - 1)) received.take(JSON.parse(JSON.stringify(message)) as RunMessage);
    },
    async keep(json) {
      blobs.set(`blob ${blobs.size}`, json);
      return `blob ${blobs.size - 1}`;
    },
  });
  outboxes.push(outbox);
  const pass = async (milliseconds: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(milliseconds);
    // Pictures are made on threads, which no fake clock moves.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { sent, got, received, outbox, pass };
}

it('arrive in order, at most ten messages a second', async () => {
  const { sent, got, outbox, pass } = line();
  for (let number = 0; number < 100; number++) {
    outbox.add(started(number));
    outbox.add(progress(number % 10));
    await pass(10);
  }
  await pass(200);
  expect(got.filter(({ type }) => type === 'node-started')).toEqual(
    Array.from({ length: 100 }, (_, at) => started(at)),
  );
  expect(sent.length).toBeLessThanOrEqual(12);
});

it('are sent again when a message was lost, and none comes twice', async () => {
  const { got, outbox, pass } = line((number) => number % 3 === 1);
  for (let number = 0; number < 20; number++) {
    outbox.add(started(number));
    await pass(150);
  }
  for (let second = 0; second < 8; second++) await pass(1000);
  expect(got).toEqual(Array.from({ length: 20 }, (_, at) => started(at)));
});

it('are taken from the result when all messages were lost', async () => {
  const { got, outbox, received, pass } = line((number) => number > 0);
  for (let number = 0; number < 5; number++) {
    outbox.add(started(number));
    await pass(150);
  }
  await received.finish(outbox.events);
  expect(got).toEqual(Array.from({ length: 5 }, (_, at) => started(at)));
});

it('go to another server from the beginning when it asks', async () => {
  const { sent, outbox, pass } = line();
  outbox.add(started(0));
  await pass(150);
  outbox.report('another', 0);
  await pass(150);
  expect(sent.at(-1)).toMatchObject({ server: 'another', message: { from: 0, events: [started(0)] } });
});

it('travel in the store when they are too long for a message', async () => {
  const { sent, got, outbox, pass } = line();
  const long = event(0, { type: 'node-note', node: 'n', message: 'x'.repeat(300_000) });
  outbox.add(long);
  await pass(150);
  expect(sent[0]?.message).toMatchObject({ events: [], blob: 'blob 0' });
  expect(got).toEqual([long]);
});

it('bring the newest preview of a node, and nothing of one that is over', async () => {
  vi.useRealTimers();
  const { got, outbox } = line();
  outbox.add(progress(1, 10));
  outbox.add(progress(2, 200));
  await vi.waitFor(() => expect(got).toHaveLength(1));
  expect(got[0]).toMatchObject({ type: 'node-progress', value: 2, preview: { width: 16, height: 8 } });
  const { preview } = got[0] as Extract<RunEvent, { type: 'node-progress' }>;
  // JPEG loses a little.
  for (const value of preview?.rgb ?? []) expect(Math.abs(value - 200)).toBeLessThan(4);
  expect(preview?.rgb).toHaveLength(16 * 8 * 3);
  outbox.add(progress(3, 1));
  outbox.add(event(1, { type: 'node-done', node: 'n', origin: 'executed', seconds: 1 }));
  await vi.waitFor(() => expect(got).toHaveLength(2));
  expect(got[1]?.type).toBe('node-done');
});
