/** A worker opens a job: it reads from the store what the job is about, before the lock of the job lapses. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { JobDocument, JobPayload } from '../../engine/fleet/fleet-protocol.ts';
import { writeJson } from '../../engine/fleet/stored-json.ts';
import { HeldRuns } from '../../engine/fleet/worker/held-runs.ts';
import { LOCK } from '../../engine/jobs/bullmq/broker.ts';
import { GivenBack } from '../../engine/jobs/runner.ts';
import type { Shelf } from '../../engine/store/content-store.ts';
import { StoreError } from '../../engine/store/store-error.ts';
import { workflowOf } from '../server/runs/runs-support.ts';
import { ModelStore } from '../store/model-store.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const run = {
  id: 'r',
  number: 1,
  name: 'Test',
  state: 'running',
  attempt: 1,
  created: 0,
  files: [],
  failures: [],
} as const;
const document: JobDocument = { run, workflow: workflowOf({}), inputs: {} };

/** A worker whose store reads in a way of its own, and a job that lies in the store. */
async function worker(readBlob: (read: Shelf['readBlob']) => Shelf['readBlob'] = (read) => read) {
  const store = new ModelStore();
  const shelf = store.shelf('inputs');
  const payload: JobPayload = { server: 's', offer: 'o', document: await writeJson(shelf, document) };
  Object.assign(shelf, { readBlob: readBlob(shelf.readBlob.bind(shelf)) });
  const held = new HeldRuns({ worker: 'w', store, publish: async () => {} });
  return { held, payload };
}

it('holds the run that the store has', async () => {
  const { held, payload } = await worker();
  expect(await held.open(payload, 'j')).toEqual({ run, workflow: document.workflow });
  expect(held.runOf('j')).toBe('r');
  held.forget('j');
});

it('gives the job back while its lock lasts when the store hangs, and does not take it up later', async () => {
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const { held, payload } = await worker((read) => (digest) => answered.then(() => read(digest)));
  const ended = held.open(payload, 'j').catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(LOCK.duration / 2);
  expect(await Promise.race([ended, Promise.resolve('it waits')])).toBeInstanceOf(GivenBack);
  answer();
  await vi.advanceTimersByTimeAsync(LOCK.duration);
  expect(held.runOf('j')).toBe('');
});

it('reads again when the store was out of reach for a moment', async () => {
  let asked = 0;
  const { held, payload } = await worker((read) => async (digest) => {
    asked += 1;
    if (asked === 1) throw new StoreError('unreachable', 'No answer');
    return read(digest);
  });
  const opened = held.open(payload, 'j');
  // The pause between attempts is a timer of Node's own, which no fake clock moves.
  expect((await opened).run.id).toBe('r');
  held.forget('j');
});
