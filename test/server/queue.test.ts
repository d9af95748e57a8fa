// The queue: nothing is lost, nothing ends twice, order is kept, whatever happens in whatever order.
import { deepEqual, equal, rejects } from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, asyncProperty, boolean, constant, nat, oneof, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Database, isBusy, openDatabase } from '../../engine/jobs/sqlite/database.ts';
import { type Outcome, QueueFull, type RunRecord, StaleLease } from '../../engine/jobs/job-queue.ts';
import { RunHistory } from '../../engine/jobs/sqlite/run-history.ts';
import { SqliteQueue, type SqliteQueueOptions } from '../../engine/jobs/sqlite/sqlite-queue.ts';
import type { Workflow } from '../../engine/protocol/index.ts';

const WORKFLOW: Workflow = { format: 'inkloom-workflow', version: 3, name: 'toy', nodes: {} };
const DONE: Outcome = { state: 'done', files: [], failures: [], nodes: {} };
const JOB = { name: 'toy', workflow: WORKFLOW };

function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'inkloom-queue-')), 'server.sqlite');
}

function open(
  options: SqliteQueueOptions = {},
  file = newFile(),
): { database: Database; queue: SqliteQueue; history: RunHistory; file: string } {
  const database = openDatabase(file);
  return { database, queue: new SqliteQueue(database, options), history: new RunHistory(database), file };
}

const waiting = (history: RunHistory): string[] =>
  history.open().flatMap(({ id, state }) => (state === 'queued' ? [id] : []));

type Operation =
  | { readonly do: 'enqueue'; readonly front: boolean }
  | { readonly do: 'lease' | 'clear' }
  | { readonly do: 'complete' | 'release' | 'cancel' | 'fail' | 'stale'; readonly pick: number }
  | { readonly do: 'order'; readonly picks: readonly number[] };

const operations = oneof(
  { weight: 6, arbitrary: record({ do: constant('enqueue' as const), front: boolean() }) },
  { weight: 5, arbitrary: record({ do: constant('lease' as const) }) },
  { weight: 4, arbitrary: record({ do: constant('complete' as const), pick: nat() }) },
  { weight: 1, arbitrary: record({ do: oneof(constant('release' as const), constant('fail' as const)), pick: nat() }) },
  { weight: 2, arbitrary: record({ do: oneof(constant('cancel' as const), constant('stale' as const)), pick: nat() }) },
  { weight: 2, arbitrary: record({ do: constant('order' as const), picks: array(nat(), { maxLength: 5 }) }) },
  { weight: 1, arbitrary: record({ do: constant('clear' as const) }) },
  { weight: 1, arbitrary: constant('crash' as const) },
);

/** The queue as it should be. */
class Model {
  waiting: string[] = [];
  running: { id: string; token: string; cancel: boolean }[] = [];
  readonly over = new Map<string, string>();
  readonly stale: string[] = [];

  end(id: string, state: string): void {
    equal(this.over.has(id), false);
    this.over.set(id, state);
  }
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}

async function step(queue: SqliteQueue, model: Model, operation: Operation): Promise<void> {
  switch (operation.do) {
    case 'enqueue': {
      const { id } = await queue.enqueue({ ...JOB, front: operation.front });
      if (operation.front) model.waiting.unshift(id);
      else model.waiting.push(id);
      return;
    }
    case 'lease': {
      const lease = await queue.lease('worker');
      const next = model.waiting.shift();
      equal(lease?.run.id, next);
      if (lease) model.running.push({ id: lease.run.id, token: lease.token, cancel: false });
      return;
    }
    case 'complete':
    case 'fail': {
      const run = pick(model.running, operation.pick);
      if (!run) return;
      if (operation.do === 'complete') await queue.complete(run.token, DONE);
      else await queue.fail(run.token, 'out of luck');
      model.running = model.running.filter((each) => each !== run);
      model.end(run.id, operation.do === 'complete' ? 'done' : 'failed');
      model.stale.push(run.token);
      return;
    }
    case 'release': {
      const run = pick(model.running, operation.pick);
      if (!run) return;
      await queue.release(run.token);
      model.running = model.running.filter((each) => each !== run);
      model.waiting.unshift(run.id);
      model.stale.push(run.token);
      return;
    }
    case 'cancel': {
      const id = pick([...model.waiting, ...model.running.map((run) => run.id), ...model.over.keys()], operation.pick);
      if (id === undefined) return;
      const cancelled = await queue.cancel(id);
      const running = model.running.find((run) => run.id === id);
      const wasWaiting = model.waiting.includes(id);
      if (wasWaiting) {
        model.waiting = model.waiting.filter((each) => each !== id);
        model.end(id, 'cancelled');
      } else if (running) running.cancel = true;
      equal(cancelled?.state, running ? 'running' : wasWaiting ? 'cancelled' : undefined);
      return;
    }
    case 'stale': {
      const token = pick(model.stale, operation.pick) ?? 'never given';
      await rejects(queue.complete(token, DONE), StaleLease);
      await rejects(queue.fail(token, ''), StaleLease);
      await rejects(queue.release(token), StaleLease);
      await rejects(queue.heartbeat(token), StaleLease);
      return;
    }
    case 'order': {
      const named = [...new Set(operation.picks.flatMap((index) => pick(model.waiting, index) ?? []))];
      await queue.order([...named, 'nobody', ...model.over.keys()]);
      model.waiting = [...named, ...model.waiting.filter((id) => !named.includes(id))];
      return;
    }
    case 'clear':
      await queue.clear();
      for (const id of model.waiting.splice(0)) model.end(id, 'cancelled');
  }
}

function crash(model: Model, resumed: readonly string[]): void {
  for (const { id, token, cancel } of model.running) {
    model.stale.push(token);
    if (cancel) model.end(id, 'cancelled');
  }
  const goOn = model.running.flatMap(({ id, cancel }) => (cancel ? [] : [id]));
  deepEqual([...resumed].toSorted(), goOn.toSorted());
  model.waiting.unshift(...resumed);
  model.running = [];
}

describe('the queue', () => {
  it('keeps every job, in order, to one end, over any sequence of operations and crashes', async () => {
    await assert(
      asyncProperty(array(operations, { maxLength: 60 }), async (sequence) => {
        const file = newFile();
        let { database, queue, history } = open({ attempts: 1e9 }, file);
        const model = new Model();
        for (const each of sequence) {
          if (each === 'crash') {
            database.close();
            ({ database, queue, history } = open({ attempts: 1e9 }, file));
            crash(model, queue.recover());
          } else await step(queue, model, each);
          expect(waiting(history)).toEqual(model.waiting);
          for (const { token, cancel } of model.running) expect(await queue.heartbeat(token)).toEqual({ cancel });
        }
        for (const { token, id } of model.running.splice(0)) {
          await queue.complete(token, DONE);
          model.end(id, 'done');
        }
        for (let lease = await queue.lease('worker'); lease; lease = await queue.lease('worker')) {
          expect(lease.run.id).toBe(model.waiting.shift());
          await queue.complete(lease.token, DONE);
          model.end(lease.run.id, 'done');
        }
        const kept = history.list({ limit: 1000 });
        expect(Object.fromEntries(kept.map(({ id, state }) => [id, state]))).toEqual(Object.fromEntries(model.over));
        expect(kept.every(({ ended, position }) => ended !== undefined && position === undefined)).toBe(true);
        database.close();
      }),
      { numRuns: 40 },
    );
  });

  it('goes on after a crash with the run that was begun first, and counts the attempts', async () => {
    const { database, queue, file } = open();
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await queue.enqueue(JOB)).id);
    await queue.lease('worker');
    await queue.lease('worker');
    database.close();
    const again = open({}, file);
    expect(again.queue.recover()).toEqual(ids.slice(0, 2));
    const leases = [
      await again.queue.lease('worker'),
      await again.queue.lease('worker'),
      await again.queue.lease('worker'),
    ];
    expect(leases.map((lease) => [lease?.run.id, lease?.attempt])).toEqual([
      [ids[0], 2],
      [ids[1], 2],
      [ids[2], 1],
    ]);
  });

  it('gives a run up that took the server down three times, and says so', async () => {
    const file = newFile();
    const first = open({}, file);
    const { id } = await first.queue.enqueue(JOB);
    first.database.close();
    for (let life = 1; life <= 3; life++) {
      const { database, queue } = open({}, file);
      expect(queue.recover()).toEqual(life === 1 ? [] : [id]);
      expect((await queue.lease('worker'))?.attempt).toBe(life);
      database.close();
    }
    const { queue, history } = open({}, file);
    expect(queue.recover()).toEqual([]);
    expect(history.get(id)).toMatchObject({
      state: 'failed',
      failures: [{ message: expect.stringContaining('each of the 3 times') as string }],
    });
  });

  it('does not count an attempt that was given back', async () => {
    const { queue } = open();
    await queue.enqueue(JOB);
    const lease = await queue.lease('worker');
    await queue.release(lease?.token ?? '');
    expect((await queue.lease('worker'))?.attempt).toBe(1);
  });

  it('refuses more than may wait', async () => {
    const { queue } = open({ waiting: 2 });
    await queue.enqueue(JOB);
    await queue.enqueue(JOB);
    await expect(queue.enqueue(JOB)).rejects.toThrow(QueueFull);
    await queue.lease('worker');
    await queue.enqueue(JOB);
  });

  it('keeps a bounded history, and says what leaves it', async () => {
    const removed: string[] = [];
    const { queue, history } = open({
      history: 3,
      listener: { changed: () => {}, removed: ({ id }) => removed.push(id) },
    });
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      ids.push((await queue.enqueue(JOB)).id);
      await queue.complete((await queue.lease('worker'))?.token ?? '', DONE);
    }
    expect(history.over(10).map(({ id }) => id)).toEqual(ids.slice(2).toReversed());
    expect(removed).toEqual(ids.slice(0, 2));
    // A number is never given twice.
    expect(queue.remove(ids[4] ?? '')?.number).toBe(5);
    expect((await queue.enqueue(JOB)).number).toBe(6);
  });

  it('writes what a listener writes with the change, or neither', async () => {
    const { database, queue, history } = open();
    database.exec('CREATE TABLE told (id TEXT)');
    const told = database.prepare('INSERT INTO told (id) VALUES (?)');
    const count = database.prepare<{ readonly count: number }>('SELECT COUNT(*) AS count FROM told');
    const listening = new SqliteQueue(database, {
      listener: {
        changed({ id, state }: RunRecord) {
          told.run(id);
          if (state === 'done') throw new Error('disk full');
        },
        removed: () => {},
      },
    });
    await listening.enqueue(JOB);
    const lease = await listening.lease('worker');
    expect(count.get()?.count).toBe(2);
    await expect(listening.complete(lease?.token ?? '', DONE)).rejects.toThrow('disk full');
    expect(count.get()?.count).toBe(2);
    expect(history.open()).toHaveLength(1);
    await queue.complete(lease?.token ?? '', DONE);
    expect(history.open()).toHaveLength(0);
  });

  it('belongs to one process', () => {
    const { file } = open();
    let problem: unknown;
    try {
      openDatabase(file);
    } catch (error) {
      problem = error;
    }
    expect(isBusy(problem)).toBe(true);
  });
});
