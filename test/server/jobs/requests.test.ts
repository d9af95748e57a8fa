/** Runs of other interfaces: what their clients sent is kept with the run, and read back with it. */
import { expect, it } from 'vitest';
import { IdTaken } from '../../../engine/jobs/job-queue.ts';
import { DONE, JOB, openQueue } from './queue-support.ts';

const REQUEST = { prompt: { 9: { class_type: 'SaveImage', inputs: {} } }, client: 'somebody' };

it('keeps the request of a run while it waits, runs and is over, and after a restart', async () => {
  const { queue, requests, database, file } = openQueue();
  await queue.enqueue({ ...JOB, id: 'a', request: REQUEST });
  await queue.enqueue(JOB);
  expect(await requests.open()).toMatchObject([{ run: { id: 'a', state: 'queued' }, request: REQUEST }]);
  const lease = await queue.lease('worker');
  expect(await requests.open()).toMatchObject([{ run: { id: 'a', state: 'running' }, request: REQUEST }]);
  await queue.complete(lease?.token ?? '', DONE);
  expect(await requests.open()).toEqual([]);
  database.close();
  const again = openQueue({}, file);
  expect(await again.requests.get('a')).toMatchObject({ run: { state: 'done' }, request: REQUEST });
  again.database.close();
});

it('lists the runs that are over from the first to end, in pages, without those that never started', async () => {
  const { queue, requests } = openQueue();
  for (const id of ['a', 'b', 'c', 'd']) await queue.enqueue({ ...JOB, id, request: REQUEST });
  await queue.cancel('b');
  for (let run = 0; run < 3; run++) await queue.complete((await queue.lease('worker'))?.token ?? '', DONE);
  expect(await requests.countOver()).toBe(3);
  const page = async (limit: number, offset: number) =>
    (await requests.over({ limit, offset })).map(({ run }) => run.id);
  expect(await page(10, 0)).toEqual(['a', 'c', 'd']);
  expect(await page(1, 1)).toEqual(['c']);
});

it('refuses an id that another run has, also when that run is over', async () => {
  const { queue } = openQueue();
  await queue.enqueue({ ...JOB, id: 'a' });
  await expect(queue.enqueue({ ...JOB, id: 'a' })).rejects.toThrow(IdTaken);
  await queue.complete((await queue.lease('worker'))?.token ?? '', DONE);
  await expect(queue.enqueue({ ...JOB, id: 'a' })).rejects.toThrow('There is a run with the id "a" already');
});

it('leaves out a run whose request is damaged on the disk, and keeps the run', async () => {
  const { queue, requests, history, database } = openQueue();
  await queue.enqueue({ ...JOB, id: 'a', request: REQUEST });
  database.prepare(`UPDATE run SET request = replace(request, 'somebody', 'nobody')`).run();
  expect(await requests.open()).toEqual([]);
  expect(await history.get('a')).toMatchObject({ id: 'a', state: 'queued' });
});
