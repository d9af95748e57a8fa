// The queue from the outside: order, limit, cancelling and the pages of the history.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunInfo } from '../../../engine/protocol/index.ts';
import { chainOf, Gate, type LocalServer, startHere } from './runs-support.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startHere({ limits: { queued: 5 } });
});
afterAll(() => server.close());

describe('the queue', () => {
  it('runs one job after the other, in the order it was given', async () => {
    const first = new Gate(server.data);
    const running = await server.run(first.workflow(20));
    const [a, b, c] = [
      await server.run(first.workflow(21)),
      await server.run(first.workflow(22)),
      await server.run(first.workflow(23), { front: true }),
    ];
    await server.until(running.id, ({ state }) => state === 'running');
    const order = async (): Promise<string[]> =>
      (await server.list())
        .filter(({ state }) => state === 'queued')
        .toSorted((x, y) => (x.position ?? 0) - (y.position ?? 0))
        .map(({ id }) => id);
    expect(await order()).toEqual([c.id, a.id, b.id]);
    expect((await server.ask('PUT', '/api/queue', { order: [b.id, 'nobody', running.id] })).status).toBe(204);
    expect(await order()).toEqual([b.id, c.id, a.id]);
    expect((await server.ask('POST', `/api/runs/${c.id}/cancel`, {})).body).toMatchObject({
      id: c.id,
      state: 'cancelled',
    });
    expect((await server.ask('DELETE', `/api/runs/${b.id}`)).body).toMatchObject({ error: { code: 'not-over' } });
    first.open();
    const ended = await Promise.all([running, b, a].map(({ id }) => server.until(id)));
    expect(ended.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(
      (ended[1]?.started ?? 0) >= (ended[0]?.ended ?? Infinity) &&
        (ended[2]?.started ?? 0) >= (ended[1]?.ended ?? Infinity),
    ).toBe(true);
    expect((await server.ask('DELETE', `/api/runs/${b.id}`)).status).toBe(204);
    expect((await server.ask('GET', `/api/runs/${b.id}`)).status).toBe(404);
  });

  it('refuses runs above its limit, and can be cleared', async () => {
    const held = new Gate(server.data);
    const running = await server.run(held.workflow(30));
    await server.until(running.id, ({ state }) => state === 'running');
    const runs: RunInfo[] = [];
    for (let i = 0; i < 5; i++) runs.push(await server.run(held.workflow(31 + i)));
    const full = await server.ask('POST', '/api/runs', { workflow: held.workflow(40) });
    expect([full.status, full.headers.get('retry-after'), full.body]).toMatchObject([
      429,
      '30',
      { error: { code: 'queue-full' } },
    ]);
    expect((await server.ask('DELETE', '/api/queue')).status).toBe(204);
    for (const { id } of runs) expect((await server.get(id)).state).toBe('cancelled');
    expect((await server.get(running.id)).state).toBe('running');
    held.open();
    await server.until(running.id);
  });

  it('asks a running run to stop, and leaves a run that is over as it is', async () => {
    const held = new Gate(server.data);
    const running = await server.run(held.workflow(41));
    await server.until(running.id, ({ nodes }) => nodes['through']?.state === 'running');
    const cancelled = (await server.ask('POST', `/api/runs/${running.id}/cancel`, {})).body as RunInfo;
    expect(cancelled.state).toBe('running');
    const run = await server.until(running.id);
    expect(run).toMatchObject({
      state: 'cancelled',
      nodes: { picture: { state: 'done' }, through: { state: 'cancelled' } },
    });
    expect((await server.ask('POST', `/api/runs/${running.id}/cancel`, {})).body).toMatchObject({
      state: 'cancelled',
      ended: run.ended,
    });
  });

  it('lists runs page by page, and those of one document', async () => {
    const quick = chainOf({ type: 'test/slow', inputs: { pause: 0 } }, 50);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await server.until((await server.run(quick, { document: 'paged' })).id)).id);
    const page = async (query: string): Promise<RunInfo[]> =>
      (await server.ask('GET', `/api/runs?${query}`)).body as RunInfo[];
    const first = await page('limit=2&document=paged');
    expect(first.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect((await page(`limit=2&document=paged&before=${first[1]?.number}`)).map(({ id }) => id)).toEqual([ids[0]]);
    expect((await page('limit=1')).map(({ id }) => id)).toEqual([ids[2]]);
    expect((await server.ask('GET', '/api/runs?limit=0')).status).toBe(400);
  });
});
