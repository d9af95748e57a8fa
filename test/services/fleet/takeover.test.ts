/**
 * A fleet on PostgreSQL and a folder: a worker that dies, one that is stopped, a server that is killed, a queue that is
 * started again, and runs that are cancelled.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunDetail, Workflow } from '../../../engine/protocol/index.ts';
import { workflowOf } from '../../server/runs/runs-support.ts';
import { noPostgres, startPostgres } from '../../support/services/index.ts';
import { Fleet, job, type Process, until } from './fleet-support.ts';

const missing = await noPostgres();
/** Processes are started and killed several times, on a machine that may be busy. */
const PATIENCE = { timeout: 200_000 };

/** Three nodes in a row, each of which takes about a second. */
function chain(shade: number): Workflow {
  const heavy = (from: string, seconds: number) => ({
    type: 'test/heavy',
    inputs: { image: { from: `${from}.image` }, seconds },
  });
  return workflowOf({
    picture: { type: 'test/picture', inputs: { shade } },
    first: heavy('picture', 0.8),
    second: heavy('first', 0.9),
    third: heavy('second', 1),
    save: { type: 'save-image', inputs: { image: { from: 'third.image' } } },
  });
}

describe.skipIf(missing)(`a fleet on PostgreSQL and a folder${missing === undefined ? '' : `: ${missing}`}`, () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let fleet: Fleet;
  let server: Process;
  const workers = new Map<string, Process>();
  beforeAll(async () => {
    postgres = await startPostgres();
    fleet = new Fleet({ queue: postgres.url });
    server = await fleet.startServer();
  }, PATIENCE.timeout);
  afterAll(async () => {
    await fleet.close();
    await postgres.close();
  });

  const start = async (name: string, ...args: readonly string[]): Promise<void> => {
    workers.set(name, await fleet.startWorker(name, name, args));
  };
  const reaches = (id: string, node: string): Promise<RunDetail> =>
    until(`the node ${node}`, async () => {
      const run = await fleet.server.get(id);
      return run.nodes[node]?.state === 'running' ? run : undefined;
    });
  /** The name of the worker that has a run. */
  const holderOf = (id: string): Promise<string> =>
    until('the worker of a run', async () => {
      const { workers: all } = await fleet.workers();
      return all.find(({ run }) => run?.id === id)?.name;
    });

  it('lets runs wait until a worker comes, and cancels one that waits and one that works', PATIENCE, async () => {
    const [waiting, cancelled] = [await fleet.server.run(job(1)), await fleet.server.run(job(2))];
    await fleet.server.ask('POST', `/api/runs/${cancelled.id}/cancel`);
    expect((await fleet.server.get(cancelled.id)).state).toBe('cancelled');
    await Promise.all([start('one'), start('two', '--stop-within', '0s')]);
    expect((await fleet.server.until(waiting.id)).state).toBe('done');
    const { id } = await fleet.server.run(chain(3));
    await reaches(id, 'first');
    await fleet.server.ask('POST', `/api/runs/${id}/cancel`);
    expect(await fleet.server.until(id)).toMatchObject({ state: 'cancelled', attempt: 1, files: [] });
  });

  it('goes on with a run whose worker died, at the node that it had reached', PATIENCE, async () => {
    const { id } = await fleet.server.run(chain(4));
    await reaches(id, 'third');
    const holder = await holderOf(id);
    await workers.get(holder)?.end('SIGKILL');
    const run = await fleet.server.until(id);
    expect(run).toMatchObject({ state: 'done', attempt: 2 });
    // What the first worker computed is read from the store.
    expect(run.nodes['third']?.origin).toBe('executed');
    expect([run.nodes['first']?.origin, run.nodes['second']?.origin]).toContain('store');
    await start(holder, ...(holder === 'two' ? ['--stop-within', '0s'] : []));
  });

  it('goes on with a run after its server was killed, without another attempt', PATIENCE, async () => {
    const { id } = await fleet.server.run(chain(5));
    await reaches(id, 'first');
    await server.end('SIGKILL');
    server = await fleet.startServer();
    const run = await fleet.server.until(id);
    expect(run).toMatchObject({ state: 'done', attempt: 1 });
    // The server that was started in between shows the nodes that ran before too.
    const origins = Object.entries(run.nodes).map(([name, { state, origin }]) => `${name} ${state} ${origin}`);
    const names = ['first', 'picture', 'save', 'second', 'third'];
    expect(origins.toSorted()).toEqual(names.map((name) => `${name} done executed`));
  });

  it('gives a run back when its worker is stopped, and loses none when the queue is', PATIENCE, async () => {
    await workers.get('one')?.end('SIGTERM');
    const runs = [await fleet.server.run(chain(6)), await fleet.server.run(job(7))];
    const [{ id }] = runs as [(typeof runs)[number]];
    await reaches(id, 'first');
    expect(await holderOf(id)).toBe('two');
    expect(await workers.get('two')?.end('SIGTERM')).toBe(0);
    await postgres.restart();
    await start('three');
    for (const run of runs) expect(await fleet.server.until(run.id)).toMatchObject({ state: 'done' });
    expect((await fleet.server.get(id)).attempt).toBe(1);
    expect(server.printed).not.toMatch(/could not be/);
  });
});
