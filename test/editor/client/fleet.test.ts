/** What a page knows of the workers: who is there, who has left, and who was lost. */
import { expect, it } from 'vitest';
import { createFleet, workerOf } from '../../../editor/client/fleet.ts';
import type { FleetInfo, WorkerInfo } from '../../../engine/protocol/index.ts';

const worker = (id: string, state: WorkerInfo['state'], name = `worker ${id}`): WorkerInfo =>
  ({ id, name, state }) as WorkerInfo;
const of = (...workers: WorkerInfo[]): FleetInfo => ({ queue: 'redis', isReachable: true, workers });

/** A page that has opened its workers, and what it says of those that are gone. */
async function opened(
  first: FleetInfo,
  ...later: readonly FleetInfo[]
): Promise<readonly (readonly [string, string])[]> {
  const fleet = createFleet(async () => first);
  fleet.open();
  await new Promise((resolve) => setTimeout(resolve));
  for (const report of later) fleet.take(report);
  return fleet.gone.value.map(({ worker: { id }, how }) => [id, how] as const);
}

it('asks when it is opened, and again when the connection stands again', async () => {
  let asked = 0;
  const fleet = createFleet(async () => ((asked += 1), of(worker('a', 'idle'))));
  fleet.take(of());
  fleet.reconnected();
  expect(fleet.now.value).toBeUndefined();
  fleet.open();
  fleet.open();
  await new Promise((resolve) => setTimeout(resolve));
  expect([asked, fleet.now.value?.workers.map(({ id }) => id)]).toEqual([1, ['a']]);
  fleet.reconnected();
  expect(asked).toBe(2);
});

it('says why it cannot know', async () => {
  const fleet = createFleet(() => Promise.reject(new Error('No token.')));
  fleet.open();
  await new Promise((resolve) => setTimeout(resolve));
  expect(fleet.failure.value).toBe('No token.');
});

it('tells a worker that was drained from one that was lost, the latest first', async () => {
  const all = of(worker('a', 'working'), worker('b', 'draining'), worker('c', 'idle'));
  const without = of(worker('b', 'draining'), worker('c', 'idle'));
  expect(await opened(all, without, of(worker('c', 'idle')))).toEqual([
    ['b', 'left'],
    ['a', 'lost'],
  ]);
});

it('forgets a lost worker that comes back', async () => {
  const again = of(worker('a2', 'idle', 'worker a'));
  expect(await opened(of(worker('a', 'working')), of(), again)).toEqual([]);
});

it('takes nobody for lost while the queue does not answer', async () => {
  expect(await opened(of(worker('a', 'working')), { queue: 'redis', isReachable: false, workers: [] })).toEqual([]);
});

it('finds the worker of a run', () => {
  const busy = { ...worker('a', 'working'), run: { id: 'r7', since: 0 } };
  expect(workerOf(of(worker('b', 'idle'), busy), 'r7')?.id).toBe('a');
  expect(workerOf(of(busy), 'r8')).toBeUndefined();
  expect(workerOf(undefined, 'r7')).toBeUndefined();
});
