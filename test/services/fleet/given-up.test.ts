/**
 * A run that ends its worker whenever it is carried out is given up; the others are done, and it can be queued again.
 * The worker is of this process, where it cannot die: in its place, it reports what the queue says of a dead one.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type * as CarryOut from '../../../engine/fleet/worker/carry-out.ts';
import { startWorker } from '../../../engine/fleet/worker/start-worker.ts';
import { WorkerDied } from '../../../engine/jobs/runner.ts';
import type { RunInfo } from '../../../engine/protocol/index.ts';
import { startServer } from '../../../engine/server/server.ts';
import { Asking, newFolder, PACK } from '../../server/runs/runs-support.ts';
import { noValkey, startValkey } from '../../support/services/index.ts';
import { job } from './fleet-support.ts';

const deadly = vi.hoisted(() => ({ name: 'Deadly', isDeadly: true, deaths: 0 }));
vi.mock('../../../engine/fleet/worker/carry-out.ts', async (original) => {
  const real = await original<typeof CarryOut>();
  return {
    async carryOut(...args: Parameters<typeof real.carryOut>) {
      if (args[0].run.name !== deadly.name || !deadly.isDeadly) return real.carryOut(...args);
      deadly.deaths += 1;
      throw new WorkerDied();
    },
  };
});

const missing = await noValkey();
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const PATIENCE = { timeout: 60_000 };
it.skipIf(missing)(`gives a deadly run up${missing === undefined ? '' : `: ${missing}`}`, PATIENCE, async () => {
  const valkey = await startValkey();
  closers.push(() => valkey.close());
  const folder = newFolder();
  closers.push(async () => rmSync(folder, { recursive: true, force: true }));
  const [store, data] = [join(folder, 'store'), join(folder, 'data')];
  mkdirSync(store);
  const settings = { queue: valkey.url, store, nodes: [PACK] };
  const server = await startServer({ ...settings, port: 0, data, cache: join(folder, 'cache') });
  closers.push(() => server.close());
  const worker = await startWorker({ ...settings, cache: join(folder, 'cache-worker') });
  closers.push(() => worker.close(0));
  const asking = new Asking(server.url, data);

  const { id } = await asking.run({ ...job(1), name: deadly.name });
  const others = [await asking.run(job(2)), await asking.run(job(3))];
  for (const other of others) expect((await asking.until(other.id)).state).toBe('done');
  const run = await asking.until(id);
  expect(run).toMatchObject({ state: 'failed', attempt: 3, failures: [{ code: 'given-up' }] });
  expect(deadly.deaths).toBe(3);
  const givenUp = (await asking.ask('GET', '/api/queue/given-up')).body as readonly RunInfo[];
  expect(givenUp.map((each) => each.id)).toEqual([id]);

  deadly.isDeadly = false;
  const again = (await asking.ask('POST', `/api/runs/${id}/again`)).body as RunInfo;
  expect(await asking.until(again.id)).toMatchObject({ state: 'done', files: [{ node: 'save' }] });
});
