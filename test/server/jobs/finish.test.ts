/** A runner that is to stop lets its runs end, within a limit. */
import { expect, it } from 'vitest';
import { Runner } from '../../../engine/jobs/runner.ts';
import type { JobQueue } from '../../../engine/jobs/job-queue.ts';
import type { Lease, Outcome } from '../../../engine/protocol/index.ts';

const DONE: Outcome = { state: 'done', files: [], failures: [], nodes: {} };

/** A queue with any number of runs, which notes what becomes of each. */
function queueOf(): { readonly queue: JobQueue; readonly notes: string[] } {
  const notes: string[] = [];
  let taken = 0;
  const queue = {
    lease: async () => ({ token: `run ${(taken += 1)}`, attempt: 1, run: { id: String(taken), number: taken } }),
    heartbeat: async () => ({ cancel: false }),
    complete: async (token: string) => void notes.push(`${token} is over`),
    release: async (token: string) => void notes.push(`${token} is given back`),
  };
  return { queue: queue as unknown as JobQueue, notes };
}

it('takes no further run, and waits until those at work are over', async () => {
  const { queue, notes } = queueOf();
  const began = signal();
  const mayEnd = signal();
  const runner = new Runner({ queue, work: () => (began.resolve(), mayEnd.promise.then(() => DONE)) });
  runner.start();
  await began.promise;
  const finished = runner.finish(60_000);
  mayEnd.resolve();
  await finished;
  runner.wake();
  await runner.close();
  expect(notes).toEqual(['run 1 is over']);
});

it('gives back what is not over when its patience ends', async () => {
  const { queue, notes } = queueOf();
  const began = signal();
  const work = (_lease: Lease, stop: AbortSignal): Promise<Outcome> =>
    new Promise((_resolve, reject) => {
      began.resolve();
      stop.addEventListener('abort', () => reject(stop.reason as Error));
    });
  const runner = new Runner({ queue, work });
  runner.start();
  await began.promise;
  await runner.finish(10);
  expect(notes).toEqual([]);
  await runner.close();
  expect(notes).toEqual(['run 1 is given back']);
});

/** A promise, and what resolves it. */
function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
