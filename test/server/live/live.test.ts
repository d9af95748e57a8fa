// The live connection: every client gets every event once and in order, however often it is cut; previews are dropped
// first.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { EditRefused } from '../../../engine/server/documents/documents.ts';
import type { LiveEventBody, Snapshot } from '../../../engine/protocol/index.ts';
import { EMPTY, serve, type Served, TestClient } from './live-support.ts';

const open: (Served | TestClient)[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await (each instanceof TestClient ? each.drop() : each.close());
});

async function served(options: Parameters<typeof serve>[0] = {}): Promise<Served> {
  const made = await serve(options);
  open.unshift(made);
  return made;
}

async function client(port: number): Promise<TestClient> {
  const made = new TestClient({ port });
  open.unshift(made);
  await made.connect();
  return made;
}

const changed: LiveEventBody = { type: 'changed', what: 'inputs' };
const progress = (value: number): LiveEventBody => ({
  type: 'run-event',
  run: 'r',
  event: { type: 'node-progress', node: 'n', value, max: 1000 },
});

/** Pseudo-random numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

describe('events', () => {
  it.each([1, 2, 3, 4])(
    'come once and in order to clients that lose their connection at random, over a restart (%i)',
    async (seed) => {
      const dice = random(seed);
      let server = await serve({ limits: { batch: 3 } });
      const clients = [0, 1, 2].map(() => new TestClient({ port: server.port }));
      await Promise.all(clients.map((each) => each.connect()));
      let published = 0;
      for (let round = 0; round < 120; round++) {
        for (let count = Math.floor(dice() * 4); count > 0; count--)
          server.hub.publish(
            dice() < 0.7 ? progress(++published) : { ...changed, what: ++published % 2 ? 'inputs' : 'cache' },
          );
        for (const each of clients) {
          const roll = dice();
          if (!each.socket) {
            if (roll < 0.3) await each.connect();
          } else if (roll < 0.1) each.drop();
        }
        if (dice() < 0.3) await sleep(1);
        if (round === 60) {
          clients.forEach((each) => each.drop());
          await server.close();
          server = await serve({ limits: { batch: 3 }, file: server.file });
          for (const each of clients) each.port = server.port;
        }
      }
      server.hub.publish(changed);
      published += 1;
      for (const each of clients) if (!each.socket) await each.connect();
      for (const each of clients) {
        await each.until(() => each.last === published, `event ${published}`);
        expect(each.problems).toEqual([]);
        expect(each.snapshots).toBe(1);
        expect(each.events.map(({ sequence }) => sequence)).toEqual(
          Array.from({ length: published }, (_, index) => index + 1),
        );
        expect(each.events).toEqual(clients[0]?.events);
        each.drop();
      }
      await server.close();
    },
  );

  it('that are too many to repeat are replaced by a snapshot', async () => {
    const snapshot: Snapshot = { ...EMPTY, activity: { d: { run: 'r', nodes: {} } } };
    const { hub, port } = await served({ snapshot: () => snapshot, limits: { replayed: 10, kept: 1000 } });
    const away = await client(port);
    away.drop();
    for (let i = 0; i < 11; i++) hub.publish(changed);
    await away.connect();
    expect([away.snapshots, away.last]).toEqual([2, 11]);
    away.drop();
    for (let i = 0; i < 10; i++) hub.publish(changed);
    await away.connect();
    await away.until(() => away.last === 21);
    expect(away.snapshots).toBe(2);
    expect(away.problems).toEqual([]);
  });

  it('that come in while a snapshot is read are part of it, or follow it', async () => {
    let published = 0;
    const { hub, port } = await served({
      async snapshot() {
        const activity = { d: { run: `after ${published}`, nodes: {} } };
        await sleep(3);
        return { ...EMPTY, activity };
      },
    });
    const timer = setInterval(() => published < 8 && hub.publish({ type: 'run-removed', run: `${++published}` }), 2);
    const clients = await Promise.all([1, 2, 3].map(() => client(port)));
    for (const each of clients) {
      await each.until(() => each.last === 8, 'the last event');
      const first = 8 - each.events.length;
      expect([each.problems, each.activity?.['d']?.run]).toEqual([[], `after ${first}`]);
    }
    clearInterval(timer);
  });

  it('are deleted when there are too many, but never the latest', async () => {
    const { hub, port, database } = await served({ limits: { kept: 20, batch: 1 } });
    for (let i = 0; i < 1200; i++) hub.publish(progress(i));
    hub.publish(changed);
    expect(
      database.prepare<{ readonly count: number }>('SELECT COUNT(*) AS count FROM event').get()?.count,
    ).toBeLessThan(600);
    const late = new TestClient({ port });
    open.unshift(late);
    late.last = 1201 - 20;
    await late.connect();
    await late.until(() => late.last === 1201);
    expect([late.snapshots, late.problems]).toEqual([0, []]);
    late.drop();
    late.last = 10;
    await late.connect();
    expect(late.snapshots).toBe(1);
  });

  it('are deleted when they are too long together, but never the latest', async () => {
    const { hub, port, database } = await served({ limits: { keptLength: 50_000 } });
    for (let i = 0; i < 200; i++)
      hub.publish({
        type: 'document-edited',
        document: 'd',
        revision: i,
        edit: 'e',
        patch: [{ path: ['name'], value: 'x'.repeat(2000) }],
      });
    expect(
      database.prepare<{ readonly length: number }>('SELECT SUM(LENGTH(json)) AS length FROM event').get()?.length,
    ).toBeLessThan(50_000);
    const late = new TestClient({ port });
    open.unshift(late);
    late.last = 190;
    await late.connect();
    await late.until(() => late.last === 200);
    expect([late.snapshots, late.problems]).toEqual([0, []]);
  });

  it('with numbers the server has not given yet count for nothing', async () => {
    const { hub, port } = await served();
    hub.publish(changed);
    const strange = new TestClient({ port });
    open.unshift(strange);
    for (const last of [5, -3, 1e18]) {
      strange.last = last;
      await strange.connect();
      expect(strange.last).toBe(1);
      strange.drop();
    }
  });

  it('published in a transaction are kept with it, or not at all', async () => {
    const { hub, port, database } = await served();
    const one = await client(port);
    hub.publish(progress(1));
    expect(() =>
      database.transaction(() => {
        hub.publish(changed);
        hub.publish(changed);
        throw new Error('no');
      }),
    ).toThrow('no');
    database.transaction(() => {
      hub.publish({ type: 'run-removed', run: 'x' });
      expect(one.events).toEqual([]);
    });
    await one.until(() => one.events.some(({ type }) => type === 'run-removed'));
    expect(one.problems).toEqual([]);
    expect(one.events.some(({ type }) => type === 'changed')).toBe(false);
  });
});

describe('a client that reads too slowly', () => {
  it('misses previews, but no event', async () => {
    const { hub, port } = await served({ limits: { previewBytes: 100_000, waitingBytes: 1e9 } });
    const slow = await client(port);
    const quick = await client(port);
    slow.socket?.pause();
    for (let step = 1; step <= 200; step++) {
      hub.preview({ run: 'r', node: 'n', value: step, max: 200, mediaType: 'image/webp' }, new Uint8Array(256 * 1024));
      hub.publish(progress(step));
      await quick.until(() => quick.previews.length === step);
    }
    hub.publish(changed);
    slow.socket?.resume();
    await slow.until(() => slow.events.at(-1)?.type === 'changed');
    expect(slow.events).toHaveLength(201);
    expect(slow.problems).toEqual([]);
    expect(slow.previews.length).toBeLessThan(200);
    expect(slow.welcomes).toBe(1);
  });

  it('is disconnected when events pile up, and misses none after it reconnects', async () => {
    const { hub, port } = await served({ limits: { waitingBytes: 500_000, replayedLength: 1e9 } });
    const slow = await client(port);
    slow.socket?.pause();
    const big: LiveEventBody = {
      type: 'document-edited',
      document: 'd',
      revision: 1,
      edit: 'e',
      patch: [{ path: ['name'], value: 'x'.repeat(200_000) }],
    };
    for (let i = 0; i < 100; i++) {
      hub.publish(big);
      await sleep(0);
    }
    slow.socket?.on('error', () => {});
    slow.socket?.resume();
    await slow.until(() => slow.closeCode !== undefined, 'the end');
    expect(slow.events.length).toBeLessThan(100);
    // It is sent everything it missed, although that is more than may wait otherwise.
    await slow.connect();
    await slow.until(() => slow.events.length === 100);
    expect([slow.problems, slow.snapshots]).toEqual([[], 1]);
  });
});

describe('the connection', () => {
  it('carries heartbeats with the last number, and ends when a ping is not answered', async () => {
    const { hub, port } = await served({ limits: { heartbeat: 20, ping: 50 } });
    const alive = await client(port);
    const dead = await client(port);
    // A paused socket does not answer pings.
    dead.socket?.pause();
    hub.publish(progress(1));
    await alive.until(() => alive.others.length > 10);
    expect(alive.others.every((message) => message.type === 'heartbeat')).toBe(true);
    expect(alive.others.at(-1)).toEqual({ type: 'heartbeat', sequence: 1 });
    expect([alive.problems, alive.closeCode]).toEqual([[], undefined]);
    dead.socket?.resume();
    await dead.until(() => dead.closeCode !== undefined, 'the end of the dead one');
  });

  it('begins with the last preview of every running node', async () => {
    const { hub, port } = await served();
    const header = { run: 'r', value: 1, max: 9, mediaType: 'image/webp' };
    for (const node of ['a', 'b', 'c']) hub.preview({ ...header, node }, new Uint8Array(10));
    hub.preview({ ...header, node: 'a', value: 2 }, new Uint8Array(12));
    hub.preview({ ...header, run: 'other', node: 'z' }, new Uint8Array(12));
    hub.forgetPreviews('r', 'b');
    hub.forgetPreviews('other');
    const late = await client(port);
    await late.until(() => late.previews.length === 2);
    expect(late.previews.map(({ header: { node, value }, bytes }) => `${node} ${value} ${bytes}`).toSorted()).toEqual([
      'a 2 12',
      'c 1 10',
    ]);
  });

  it('is refused when as many as allowed are open', async () => {
    const { port } = await served({ limits: { sockets: 2 } });
    const first = await client(port);
    await client(port);
    await expect(client(port)).rejects.toThrow('503');
    first.drop();
    await sleep(50);
    await client(port);
  });

  it('ends for a client that does not follow the protocol', async () => {
    const { port } = await served({ limits: { messageBytes: 1000 } });
    for (const [message, code] of [
      ['hello', 1008],
      ['{"type":"edit"}', 1008],
      [{ type: 'edit', document: 'd', edit: 'e', patch: [{ path: [] }] }, 1008],
      [{ type: 'edit', document: 'd', edit: 'e', patch: [{ path: ['nodes', 'n'], value: 1, create: 'yes' }] }, 1008],
      ['x'.repeat(2000), 1009],
    ] as const) {
      const rude = await client(port);
      rude.send(message);
      await rude.until(() => rude.closeCode !== undefined);
      expect(rude.closeCode).toBe(code);
    }
  });
});

describe('edits', () => {
  it('are applied, refused with a reason, or already known', async () => {
    const made = new Set<string>();
    const said: string[] = [];
    const server: Served = await served({
      say: (message) => said.push(message),
      madeEdit: () => [{ path: ['name'], value: 'as made' }],
      applyEdit(document, edit, patch) {
        if (document === 'gone') throw new EditRefused('The document is closed.');
        if (document === 'bad') throw new Error('a bug');
        if (document === 'taken') throw new EditRefused('It is there.', { clashes: [['nodes', 'n']] });
        if (made.has(edit)) return 1;
        made.add(edit);
        server.hub.publish({ type: 'document-edited', document, revision: made.size, edit, patch });
        return made.size;
      },
    });
    const [one, two] = [await client(server.port), await client(server.port)];
    const edit = {
      type: 'edit',
      document: 'd',
      edit: 'e1',
      patch: [
        { path: ['name'], value: 'x' },
        { path: ['nodes', 'n'], value: { type: 't' }, create: 'again' },
      ],
    };
    one.send(edit);
    one.send(edit);
    one.send({ ...edit, document: 'gone', edit: 'e2' });
    one.send({ ...edit, document: 'bad', edit: 'e3' });
    one.send({
      ...edit,
      document: 'taken',
      edit: 'e4',
      patch: [{ path: ['nodes', 'n'], value: { type: 't' }, create: true }],
    });
    await one.until(() => one.others.length === 4);
    expect(one.others).toEqual([
      { type: 'edit-known', document: 'd', edit: 'e1', patch: [{ path: ['name'], value: 'as made' }] },
      { type: 'edit-refused', document: 'gone', edit: 'e2', message: 'The document is closed.' },
      { type: 'edit-refused', document: 'bad', edit: 'e3', message: 'The server could not make the change.' },
      {
        type: 'edit-refused',
        document: 'taken',
        edit: 'e4',
        message: 'It is there.',
        code: 'exists',
        paths: [['nodes', 'n']],
      },
    ]);
    await two.until(() => two.events.length === 1);
    expect(two.events[0]).toMatchObject({ type: 'document-edited', edit: 'e1', sequence: 1, patch: edit.patch });
    expect(two.others).toEqual([]);
    expect(said[0]).toContain('a bug');
  });
});
