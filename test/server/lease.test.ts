// The runner and its leases: work that throws, never stops, is cancelled by others, or lost its lease.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../engine/jobs/sqlite/database.ts';
import type { Lease, Outcome } from '../../engine/jobs/job-queue.ts';
import { RunHistory } from '../../engine/jobs/sqlite/run-history.ts';
import { Runner, type RunnerOptions, RunnerStops } from '../../engine/jobs/runner.ts';
import { SqliteQueue } from '../../engine/jobs/sqlite/sqlite-queue.ts';
import type { RunState } from '../../engine/protocol/index.ts';

const JOB = {
  name: 'toy',
  workflow: { format: 'inkloom-workflow' as const, version: 3 as const, name: 'toy', nodes: {} },
};
const outcome = (state: Outcome['state']): Outcome => ({ state, files: [], failures: [], nodes: {} });
const databases: Database[] = [];
afterEach(() => databases.splice(0).forEach((database) => database.close()));

interface Bench {
  readonly queue: SqliteQueue;
  readonly history: RunHistory;
  readonly runner: Runner;
  readonly problems: string[];
  /** Leases in the order the runner took them. */
  readonly begun: Lease[];
  readonly until: (id: string, state: RunState) => Promise<void>;
  readonly eventually: (condition: () => boolean) => Promise<void>;
}

function bench(work: RunnerOptions['work'], options: Partial<RunnerOptions> = {}): Bench {
  const database = openDatabase(join(mkdtempSync(join(tmpdir(), 'inkloom-lease-')), 'server.sqlite'));
  databases.push(database);
  const queue = new SqliteQueue(database);
  const history = new RunHistory(database);
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
  const eventually = async (condition: () => boolean): Promise<void> => {
    const end = Date.now() + 10_000;
    while (!condition()) {
      if (Date.now() > end) throw new Error(`Waited in vain: ${JSON.stringify(history.list({ limit: 9 }))}`);
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
    until: (id, state) => eventually(() => history.get(id)?.state === state),
  };
}

/** Settles when it is aborted. */
const untilAborted = (signal: AbortSignal): Promise<Outcome> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(outcome('cancelled'))));

it('what the work throws ends the run as failed, and the next one begins', async () => {
  const { queue, history, runner, problems, until } = bench((lease) =>
    lease.run.number === 1 ? Promise.reject(new Error('out of disk')) : Promise.resolve(outcome('done')),
  );
  const [one, two] = [await queue.enqueue(JOB), await queue.enqueue(JOB)];
  runner.start();
  await until(two.id, 'done');
  expect(history.get(one.id)).toMatchObject({ state: 'failed', failures: [{ node: '', message: 'out of disk' }] });
  expect(problems).toEqual(['Run 1 could not be carried out: out of disk']);
});

it('runs so many at once and never more', async () => {
  let [running, most] = [0, 0];
  const { queue, runner, history, eventually } = bench(
    async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return outcome('done');
    },
    { atOnce: 3 },
  );
  runner.start();
  for (let i = 0; i < 12; i++) {
    await queue.enqueue(JOB);
    runner.wake();
  }
  await eventually(() => history.over(20).length === 12);
  expect(most).toBe(3);
});

it('notices a run that somebody else asked to stop', async () => {
  const { queue, history, runner, until } = bench((_lease, signal) => untilAborted(signal));
  const { id } = await queue.enqueue(JOB);
  runner.start();
  await until(id, 'running');
  await queue.cancel(id);
  await until(id, 'cancelled');
  expect(history.get(id)?.ended).toBeDefined();
});

it('stops a run whose lease is lost, and does not touch what became of it', async () => {
  const reasons: unknown[] = [];
  const { queue, history, runner, problems, begun, eventually } = bench(async (_lease, signal) => {
    const ended = await untilAborted(signal);
    reasons.push(signal.reason);
    return ended;
  });
  const { id } = await queue.enqueue(JOB);
  runner.start();
  await eventually(() => begun.length === 1);
  // As if this worker had been thought dead: somebody else carried the run out.
  await queue.release(begun[0]?.token ?? '');
  const other = await queue.lease('another worker');
  await eventually(() => problems.length === 1);
  expect((reasons[0] as Error).name).toBe('StaleLease');
  await queue.complete(other?.token ?? '', outcome('done'));
  expect(history.get(id)?.state).toBe('done');
});

it('an orderly end gives runs back, those too that do not stop; what they say later counts for nothing', async () => {
  let finish: (value: Outcome) => void = () => {};
  const { queue, history, runner, problems, eventually, begun } = bench(
    (lease, signal) => {
      if (lease.run.number === 2) return new Promise((resolve) => (finish = resolve));
      return untilAborted(signal).then((ended) => (signal.reason instanceof RunnerStops ? ended : outcome('failed')));
    },
    { atOnce: 2 },
  );
  for (let i = 0; i < 3; i++) await queue.enqueue(JOB);
  runner.start();
  await eventually(() => begun.length === 2);
  await runner.close(30);
  const open = (): string[] => history.open().map(({ number, state, attempt }) => `${number} ${state} ${attempt}`);
  expect(open().toSorted()).toEqual(['1 queued 0', '2 queued 0', '3 queued 0']);
  finish(outcome('done'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(open()).toHaveLength(3);
  expect(problems).toEqual([]);
});

it('a run that is done when the end comes is done, and one that was cancelled is cancelled', async () => {
  const { queue, history, runner, eventually, begun } = bench(
    (lease, signal) => untilAborted(signal).then((ended) => (lease.run.number === 1 ? outcome('done') : ended)),
    { atOnce: 2, heartbeat: 1e6 },
  );
  const [, two] = [await queue.enqueue(JOB), await queue.enqueue(JOB)];
  runner.start();
  await eventually(() => begun.length === 2);
  await queue.cancel(two?.id ?? '');
  await runner.close();
  expect(
    history
      .over(5)
      .map(({ number, state }) => `${number} ${state}`)
      .toSorted(),
  ).toEqual(['1 done', '2 cancelled']);
});
