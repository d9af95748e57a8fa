// The queue against a model of it: no job is lost, none ends twice, and the order is kept, whatever happens.
import { deepEqual, equal, rejects } from 'node:assert/strict';
import { array, assert, asyncProperty, boolean, constant, nat, oneof, record } from 'fast-check';
import { expect, it } from 'vitest';
import type { JobHistory } from '../../../engine/jobs/job-history.ts';
import { type JobQueue, StaleLease } from '../../../engine/jobs/job-queue.ts';
import { DONE, JOB, newFile, openQueue } from './queue-support.ts';

async function waiting(history: JobHistory): Promise<string[]> {
  return (await history.open()).flatMap(({ id, state }) => (state === 'queued' ? [id] : []));
}

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

/** The expected content of the queue. */
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

async function step(queue: JobQueue, model: Model, operation: Operation): Promise<void> {
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
  const restarted = model.running.flatMap(({ id, cancel }) => (cancel ? [] : [id]));
  deepEqual([...resumed].toSorted(), restarted.toSorted());
  model.waiting.unshift(...resumed);
  model.running = [];
}

it('ends every job once and keeps the order, over any sequence of operations and crashes', async () => {
  await assert(
    asyncProperty(array(operations, { maxLength: 60 }), async (sequence) => {
      const file = newFile();
      let { database, queue, history } = openQueue({ attempts: 1e9 }, file);
      const model = new Model();
      for (const each of sequence) {
        if (each === 'crash') {
          database.close();
          ({ database, queue, history } = openQueue({ attempts: 1e9 }, file));
          crash(model, await queue.recover());
        } else await step(queue, model, each);
        expect(await waiting(history)).toEqual(model.waiting);
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
      const kept = await history.list({ limit: 1000 });
      expect(Object.fromEntries(kept.map(({ id, state }) => [id, state]))).toEqual(Object.fromEntries(model.over));
      expect(kept.every(({ ended, position }) => ended !== undefined && position === undefined)).toBe(true);
      database.close();
    }),
    { numRuns: 40 },
  );
});
