/** Whether a server accepts runs and carries them out, and what keeps it from that. */
import { rm } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { diskCheck, databaseCheck, fleetCheck, Readiness } from '../../../engine/server/health/readiness.ts';
import type { FleetInfo, WorkerInfo } from '../../../engine/protocol/index.ts';
import { temporaryFolder, testServer } from './http-support.ts';

it('is not ready before it has started, nor once it stops', async () => {
  const readiness = new Readiness([]);
  expect(await readiness.reasons()).toEqual(['starting']);
  readiness.started();
  expect(await readiness.reasons()).toEqual([]);
  readiness.stops();
  expect(await readiness.reasons()).toEqual(['stopping']);
});

it('names every reason', async () => {
  const readiness = new Readiness([() => 'database', () => undefined, async () => 'draining' as const]);
  readiness.started();
  expect(await readiness.reasons()).toEqual(['database', 'draining']);
});

it('needs a data folder that can be written', async () => {
  const folder = await temporaryFolder();
  const check = diskCheck(folder);
  expect(await check()).toBeUndefined();
  await rm(folder, { recursive: true });
  expect(await check()).toBe('not-writable');
});

it('needs a database that can be written', () => {
  expect(databaseCheck({ exec: () => {} })()).toBeUndefined();
  const locked = databaseCheck({
    exec() {
      throw new Error('database is locked');
    },
  });
  expect(locked()).toBe('database');
});

const of = (fleet: FleetInfo) => fleetCheck(() => fleet)();
const worker = (state: WorkerInfo['state'], problem?: string) => ({ state, problem }) as WorkerInfo;

it('needs a worker that takes runs, where workers carry them out', async () => {
  expect(await of({ workers: [] })).toBeUndefined();
  expect(await of({ queue: 'redis', isReachable: false, workers: [worker('idle')] })).toBe('queue-unreachable');
  const withWorkers = (...workers: WorkerInfo[]) => of({ queue: 'redis', isReachable: true, workers });
  expect(await withWorkers()).toBe('no-worker');
  expect(await withWorkers(worker('draining'), worker('idle', 'another version'))).toBe('no-worker');
  expect(await withWorkers(worker('draining'), worker('working'))).toBeUndefined();
});

it('needs a queue that takes runs and starts them', async () => {
  const server = await testServer();
  expect(await server.json('GET', '/ready')).toEqual({ status: 'ready' });
  await server.json('PUT', '/api/queue/mode', { mode: 'draining' });
  await vi.waitFor(async () =>
    expect(await server.failure('GET', '/ready')).toMatchObject({
      status: 503,
      message: 'The server is not ready: draining.',
    }),
  );
});

it('answers 503 with the reasons', async () => {
  const folder = await temporaryFolder();
  const server = await testServer({ data: folder });
  await rm(folder, { recursive: true });
  expect(await server.failure('GET', '/ready')).toEqual({
    status: 503,
    code: 'not-ready',
    message: 'The server is not ready: not-writable.',
  });
  expect((await server.send('GET', '/health')).status).toBe(200);
});
