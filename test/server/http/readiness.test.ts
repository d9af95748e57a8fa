/** Whether a server accepts runs and carries them out, and what keeps it from that. */
import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
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

it('names every reason, also those that parts of the server add', async () => {
  const readiness = new Readiness([() => 'database', () => undefined]);
  readiness.add(() => 'draining');
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

it('needs a worker that takes runs, where workers carry them out', async () => {
  const of = (fleet: FleetInfo) => fleetCheck(() => fleet)();
  const worker = (state: WorkerInfo['state'], problem?: string) => ({ state, problem }) as WorkerInfo;
  expect(await of({ workers: [] })).toBeUndefined();
  expect(await of({ queue: 'redis', isReachable: false, workers: [worker('idle')] })).toBe('queue-unreachable');
  const withWorkers = (...workers: WorkerInfo[]) => of({ queue: 'redis', isReachable: true, workers });
  expect(await withWorkers()).toBe('no-worker');
  expect(await withWorkers(worker('draining'), worker('idle', 'another version'))).toBe('no-worker');
  expect(await withWorkers(worker('draining'), worker('working'))).toBeUndefined();
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
