// The queue over HTTP: pausing, draining, ids that clients choose, and runs that are queued again.
import { describe, expect, it, onTestFinished } from 'vitest';
import type { QueueState, RunInfo } from '../../../engine/protocol/index.ts';
import { chainOf, type LocalServer, startHere } from './runs-support.ts';

async function server(): Promise<LocalServer> {
  const here = await startHere();
  onTestFinished(() => here.close());
  return here;
}

const setMode = (here: LocalServer, mode: QueueState['mode']): ReturnType<LocalServer['ask']> =>
  here.ask('PUT', '/api/queue/mode', { mode });

const QUICK = { type: 'test/slow', inputs: { steps: 1 } };

describe('the queue', () => {
  it('starts nothing while it is paused, and goes on when it is opened', async () => {
    const here = await server();
    expect((await setMode(here, 'paused')).body).toEqual({ mode: 'paused', waiting: 0, running: 0, givenUp: 0 });
    const { id } = await here.run(chainOf(QUICK));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await here.get(id)).state).toBe('queued');
    expect((await setMode(here, 'open')).body).toMatchObject({ mode: 'open' });
    expect((await here.until(id)).state).toBe('done');
  });

  it('takes no run while it drains', async () => {
    const here = await server();
    await setMode(here, 'draining');
    const refused = await here.ask('POST', '/api/runs', { workflow: chainOf(QUICK) });
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'draining' } } });
    expect((await here.ask('GET', '/api/queue/mode')).body).toMatchObject({ mode: 'draining' });
  });
});

describe('a run with an id of its client', () => {
  it('is queued once, however often the request comes', async () => {
    const here = await server();
    await setMode(here, 'paused');
    const request = { id: 'chosen-id', workflow: chainOf(QUICK) };
    const send = (): ReturnType<LocalServer['ask']> => here.ask('POST', '/api/runs', request);
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 201]);
    expect(answers.map(({ body }) => (body as RunInfo).number)).toEqual([1, 1, 1]);
    expect(await here.list()).toHaveLength(1);
  });

  it('is refused when another workflow has it', async () => {
    const here = await server();
    await here.run(chainOf(QUICK, 1), { id: 'chosen-id' });
    const other = chainOf(QUICK, 2);
    const refused = await here.ask('POST', '/api/runs', { id: 'chosen-id', workflow: other });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'id-taken' } } });
  });

  it('is queued again after it was cancelled, and gives its files with their digests', async () => {
    const here = await server();
    await setMode(here, 'paused');
    const workflow = chainOf(QUICK);
    const { id } = await here.run(workflow, { id: 'chosen-id' });
    await here.ask('POST', `/api/runs/${id}/cancel`, {});
    await setMode(here, 'open');
    const again = await here.ask('POST', '/api/runs', { id, workflow });
    expect(again).toMatchObject({ status: 200, body: { id, number: 1 } });
    const { state, files } = await here.until(id);
    expect([state, files[0]?.digest]).toEqual(['done', expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect((await here.ask('POST', `/api/runs/${id}/again`)).body).toMatchObject({ error: { code: 'not-failed' } });
    expect((await here.ask('POST', '/api/runs/unknown-id/again')).status).toBe(404);
  });
});
