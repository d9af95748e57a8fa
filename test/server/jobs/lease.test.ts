// The runner and its leases: work that throws, never stops, is cancelled in the queue, or lost its lease.
import { afterEach, expect, it } from 'vitest';
import type { Database } from '../../../engine/jobs/sqlite/database.ts';
import type { JobHistory } from '../../../engine/jobs/job-history.ts';
import type { JobQueue } from '../../../engine/jobs/job-queue.ts';
import { GivenBack, Runner, type RunnerOptions, RunnerStops, WorkerDied } from '../../../engine/jobs/runner.ts';
import type { Lease, Outcome, RunState } from '../../../engine/protocol/index.ts';
import { JOB, openQueue, outcome } from './queue-support.ts';

const databases: Database[] = [];
afterEach(() => databases.splice(0).forEach((database) => database.close()));

interface Bench {
  readonly queue: JobQueue;
  readonly history: JobHistory;
  readonly runner: Runner;
  readonly problems: string[];
  /** Leases in the order the runner took them. */
  readonly begun: Lease[];
  readonly until: (id: string, state: RunState) => Promise<void>;
  readonly eventually: (condition: () => boolean | Promise<boolean>) => Promise<void>;
}

function bench(work: RunnerOptions['work'], options: Partial<RunnerOptions> = {}): Bench {
  const { database, queue, history } = openQueue();
  databases.push(database);
  const problems: string[] = [];
  const begun: Lease[] = [];
  const runner = new Runner({
    queue,
    heartbeat: 10,
    onProblem: (problem) => problems.push(problem),
    ...options,
    work(lease, signal) {
      begun.push(lease);
      return work(lease, signal);
    },
  });
  const eventually = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
    const end = Date.now() + 10_000;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`Waited in vain: ${JSON.stringify(await history.list({ limit: 9 }))}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return {
    queue,
    history,
    runner,
    problems,
    begun,
    eventually,
    until: (id, state) => eventually(async () => (await history.get(id))?.state === state),
  };
}

/** Settles when the signal is aborted. */
const untilAborted = (signal: AbortSignal): Promise<Outcome> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(outcome('cancelled'))));

it('fails a run whose work throws, and starts the next one', async () => {
  const { queue, history, runner, problems, until } = bench((lease) =>
    lease.run.number === 1 ? Promise.reject(new Error('out of disk')) : Promise.resolve(outcome('done')),
  );
  const [one, two] = [await queue.enqueue(JOB), await queue.enqueue(JOB)];
  runner.start();
  await until(two.id, 'done');
  expect(await history.get(one.id)).toMatchObject({
    state: 'failed',
    failures: [{ node: '', message: 'out of disk' }],
  });
  expect(problems).toEqual(['Run 1 could not be carried out: out of disk']);
});

it('runs as many jobs at once as it may, and never more', async () => {
  let [running, most] = [0, 0];
  const { queue, runner, history, eventually } = bench(
    async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return outcome('done');
    },
    { atOnce: () => 3 },
  );
  runner.start();
  for (let i = 0; i < 12; i++) {
    await queue.enqueue(JOB);
    runner.wake();
  }
  await eventually(async () => (await history.over(20)).length === 12);
  expect(most).toBe(3);
});

it('stops a run that was cancelled in the queue', async () => {
  const { queue, history, runner, until } = bench((_lease, signal) => untilAborted(signal));
  const { id } = await queue.enqueue(JOB);
  runner.start();
  await until(id, 'running');
  await queue.cancel(id);
  await until(id, 'cancelled');
  expect((await history.get(id))?.ended).toBeDefined();
});

it('stops a run whose lease is stale, and does not report how it ended', async () => {
  const reasons: unknown[] = [];
  const { queue, history, runner, problems, begun, eventually } = bench(async (_lease, signal) => {
    const ended = await untilAborted(signal);
    reasons.push(signal.reason);
    return ended;
  });
  const { id } = await queue.enqueue(JOB);
  runner.start();
  await eventually(() => begun.length === 1);
  // This worker was thought dead, and another worker carries the run out.
  await queue.release(begun[0]?.token ?? '');
  const other = await queue.lease('another worker');
  await eventually(() => problems.length === 1);
  expect((reasons[0] as Error).name).toBe('StaleLease');
  await queue.complete(other?.token ?? '', outcome('done'));
  expect((await history.get(id))?.state).toBe('done');
});

it('gives all runs back on close, even those that do not stop, and ignores how these end later', async () => {
  let finish: (value: Outcome) => void = () => {};
  const { queue, history, runner, problems, eventually, begun } = bench(
    (lease, signal) => {
      if (lease.run.number === 2) return new Promise((resolve) => (finish = resolve));
      return untilAborted(signal).then((ended) => (signal.reason instanceof RunnerStops ? ended : outcome('failed')));
    },
    { atOnce: () => 2 },
  );
  for (let i = 0; i < 3; i++) await queue.enqueue(JOB);
  runner.start();
  await eventually(() => begun.length === 2);
  await runner.close(30);
  const open = async (): Promise<string[]> =>
    (await history.open()).map(({ number, state, attempt }) => `${number} ${state} ${attempt}`);
  expect((await open()).toSorted()).toEqual(['1 queued 0', '2 queued 0', '3 queued 0']);
  finish(outcome('done'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await open()).toHaveLength(3);
  expect(problems).toEqual([]);
});

it('on close completes runs that are done and cancels runs that were cancelled', async () => {
  const { queue, history, runner, eventually, begun } = bench(
    (lease, signal) => untilAborted(signal).then((ended) => (lease.run.number === 1 ? outcome('done') : ended)),
    { atOnce: () => 2, heartbeat: 1e6 },
  );
  const [, two] = [await queue.enqueue(JOB), await queue.enqueue(JOB)];
  runner.start();
  await eventually(() => begun.length === 2);
  await queue.cancel(two?.id ?? '');
  await runner.close();
  expect((await history.over(5)).map(({ number, state }) => `${number} ${state}`).toSorted()).toEqual([
    '1 done',
    '2 cancelled',
  ]);
});

it('gives back a job that it was leased while it closed', async () => {
  const { queue, history } = bench(() => Promise.resolve(outcome('done')));
  let arrive = (): void => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const slow: JobQueue = Object.assign(Object.create(queue) as JobQueue, {
    async lease(owner: string) {
      const lease = await queue.lease(owner);
      await arrived;
      return lease;
    },
    heartbeat: queue.heartbeat.bind(queue),
    release: queue.release.bind(queue),
  });
  let begun = 0;
  const work = (): Promise<Outcome> => {
    begun++;
    return Promise.resolve(outcome('done'));
  };
  const runner = new Runner({ queue: slow, work });
  const run = await queue.enqueue(JOB);
  runner.start();
  const closed = runner.close();
  arrive();
  await closed;
  expect(begun).toBe(0);
  expect((await history.get(run.id))?.state).toBe('queued');
});

it('carries a run out again when a worker elsewhere died, and gives it up after three at one step', async () => {
  const { queue, history, runner, begun, problems, until } = bench(async ({ token, attempt }) => {
    // The second attempt reaches a step of its own, so that attempts count from there.
    await queue.progress(token, [attempt === 1 ? 'a' : 'b']);
    throw new WorkerDied();
  });
  const { id } = await queue.enqueue(JOB);
  runner.start();
  await until(id, 'failed');
  expect(begun.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  expect((await history.get(id))?.failures[0]?.message).toMatch(/^A worker ended unexpectedly 3 times in a row/);
  expect(problems).toEqual([]);
  await runner.close();
});

it('carries a run out again that a worker gave back, without counting an attempt', async () => {
  let gaveBack = 0;
  const { queue, runner, begun, until } = bench(async () => {
    if (gaveBack++ < 5) throw new GivenBack();
    return outcome('done');
  });
  const { id } = await queue.enqueue(JOB);
  runner.start();
  await until(id, 'done');
  expect(begun.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 1, 1]);
  await runner.close();
});

it('counts no attempt for runs whose workers are elsewhere when the server ends', async () => {
  const { queue } = bench(async () => outcome('done'));
  const { id } = await queue.enqueue(JOB);
  for (let life = 0; life < 5; life++) {
    expect((await queue.lease('server'))?.attempt).toBe(1);
    expect(await queue.recover('elsewhere')).toEqual([id]);
  }
});

it('starts as many runs at a time as there is room for when each begins', async () => {
  let room = 0;
  const { queue, runner, begun, eventually } = bench((_lease, signal) => untilAborted(signal), { atOnce: () => room });
  for (let count = 0; count < 3; count++) await queue.enqueue(JOB);
  runner.start();
  room = 2;
  runner.wake();
  await eventually(() => begun.length === 2);
  room = 3;
  runner.wake();
  await eventually(() => begun.length === 3);
  expect(begun).toHaveLength(3);
  await runner.close();
});
