// Runs over a queue that is elsewhere: every answer takes a while, as over a network.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { defineNode } from '../../../engine/graph/define.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { INT } from '../../../engine/graph/socket.ts';
import type { OpenJobs } from '../../../engine/jobs/open-jobs.ts';
import { openDatabase } from '../../../engine/jobs/sqlite/database.ts';
import { sqliteJobs } from '../../../engine/jobs/sqlite/open-jobs.ts';
import type { LiveEventBody, RunState, Workflow } from '../../../engine/protocol/index.ts';
import { Engine } from '../../../engine/run/engine.ts';
import type { LiveHub } from '../../../engine/server/live/hub.ts';
import { NO_HASHES } from '../../../engine/host/hashes/model-hashes.ts';
import { createRuns, type Runs } from '../../../engine/server/runs/runs.ts';
import { newFile } from '../jobs/queue-support.ts';

const WORKFLOW: Workflow = {
  format: 'inkloom-workflow',
  version: 3,
  name: 'toy',
  nodes: { one: { type: 'one' } },
};

const one = defineNode({
  type: 'one',
  version: 1,
  title: 'One',
  category: 'test',
  description: 'Gives 1.',
  terminal: true,
  inputs: {},
  outputs: { value: { socket: INT } },
  run: () => ({ value: 1 }),
});

/** Delays every answer of an object's methods. */
function slow<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, name) {
      const method = Reflect.get(object, name, object) as unknown;
      if (typeof method !== 'function') return method;
      return async (...values: unknown[]): Promise<unknown> => {
        await sleep(2);
        const answer: unknown = await Reflect.apply(method, object, values);
        await sleep(2);
        return answer;
      };
    },
  });
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function serve(): { readonly runs: Runs; readonly events: LiveEventBody[] } {
  const database = openDatabase(newFile());
  const events: LiveEventBody[] = [];
  const live: Pick<LiveHub, 'publish' | 'preview' | 'forgetPreviews'> = {
    publish: (event) => void events.push(event),
    preview: () => {},
    forgetPreviews: () => {},
  };
  const openJobs: OpenJobs = (options) => {
    const jobs = sqliteJobs(database)(options);
    return { ...jobs, queue: slow(jobs.queue), history: slow(jobs.history) };
  };
  const runs = createRuns({
    engine: new Engine({ registry: new NodeRegistry([one]) }),
    version: '1',
    live,
    openJobs,
    outputs: { ofRun: () => ({ save: () => Promise.reject(new Error('saves nothing')) }) },
    pictures: { shows: () => false, show: async () => [] },
    hashes: NO_HASHES,
    queued: 2,
    say: () => {},
  });
  ends.push(async () => {
    await runs.close();
    database.close();
  });
  return { runs, events };
}

async function until(runs: Runs, id: string, state: RunState): Promise<void> {
  await expect.poll(async () => (await runs.get(id)).state, { timeout: 10_000 }).toBe(state);
}

it('are queued, carried out and kept in the history', async () => {
  const { runs, events } = serve();
  await runs.start();
  const { id } = await runs.submit({ workflow: WORKFLOW, document: 'd' });
  await until(runs, id, 'done');
  expect(await runs.get(id)).toMatchObject({ nodes: { one: { state: 'done' } }, workflow: WORKFLOW });
  expect(await runs.snapshot([{ id: 'd' }])).toMatchObject({
    runs: [{ id, state: 'done' }],
    activity: { d: { run: id, nodes: { one: { state: 'done' } } } },
  });
  const states = events.flatMap((event) => (event.type === 'run' ? [event.run.state] : []));
  expect([states[0], states.at(-1)]).toEqual(['queued', 'done']);
});

it('tell which runs a new server resumes', async () => {
  const { runs, events } = serve();
  await runs.start();
  expect(events).toEqual([{ type: 'server-started', resumed: [] }]);
});

it('are refused with 429 when the queue is full, cancelled, and removed only when over', async () => {
  const { runs } = serve();
  const { id } = await runs.submit({ workflow: WORKFLOW });
  await runs.submit({ workflow: WORKFLOW });
  await expect(runs.submit({ workflow: WORKFLOW })).rejects.toMatchObject({ status: 429, code: 'queue-full' });
  await expect(runs.remove(id)).rejects.toMatchObject({ status: 409, code: 'not-over' });
  expect(await runs.cancel(id)).toMatchObject({ state: 'cancelled' });
  await runs.remove(id);
  await expect(runs.get(id)).rejects.toMatchObject({ status: 404 });
});
