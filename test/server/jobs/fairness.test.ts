// Priorities and turns: who waits for whom, over any sequence of runs, cancelled ones among them.
import { equal } from 'node:assert/strict';
import { array, assert, asyncProperty, constant, constantFrom, nat, oneof, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunPriority, RunRecord } from '../../../engine/protocol/index.ts';
import { DONE, JOB, openQueue, type TestQueue } from './queue-support.ts';

async function enqueue({ queue }: TestQueue, owner: string, priority?: RunPriority): Promise<RunRecord> {
  return queue.enqueue({ ...JOB, owner, priority });
}

async function owners({ queue }: TestQueue): Promise<string> {
  let order = '';
  for (let lease = await queue.lease('worker'); lease; lease = await queue.lease('worker')) {
    order += lease.run.owner ?? '-';
    await queue.complete(lease.token, DONE);
  }
  return order;
}

/** Queues a run for each letter of a text; the owner is the letter. */
async function enqueueAll(test: TestQueue, letters: string): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  for (const letter of letters) runs.push(await enqueue(test, letter));
  return runs;
}

describe('owners', () => {
  it('take turns, also one who comes late', async () => {
    const test = openQueue();
    await enqueueAll(test, 'aaaaabbbc');
    expect(await owners(test)).toBe('abcababaa');
  });

  it('get no further turns for runs that came in an empty queue before', async () => {
    const test = openQueue();
    await enqueueAll(test, 'aaa');
    expect(await owners(test)).toBe('aaa');
    await enqueueAll(test, 'bbaa');
    expect(await owners(test)).toBe('baba');
  });

  it('use the turn of a cancelled run for their next one', async () => {
    const test = openQueue();
    const runs = await enqueueAll(test, 'aaabbb');
    for (const { id } of runs.slice(3, 5)) await test.queue.cancel(id);
    expect(await owners(test)).toBe('abaa');
  });

  it('go in the order that somebody gave by hand, and newcomers take turns with it', async () => {
    const test = openQueue();
    const [a1, a2, a3, b1] = await enqueueAll(test, 'aaab');
    await test.queue.order([a2, a1, a3, b1].map((run) => run?.id ?? ''));
    await enqueueAll(test, 'c');
    expect((await test.history.open()).map(({ number }) => number)).toEqual([2, 5, 1, 3, 4]);
  });

  it('are told with their runs', async () => {
    const test = openQueue();
    expect(await enqueue(test, 'anna', 'high')).toMatchObject({ owner: 'anna', priority: 'high' });
    const plain = await test.queue.enqueue(JOB);
    expect(plain).not.toHaveProperty('owner');
    expect(plain).not.toHaveProperty('priority');
  });
});

describe('priorities', () => {
  it('go before turns, and a run put to the front goes before all', async () => {
    const test = openQueue();
    await enqueue(test, 'l', 'low');
    await enqueueAll(test, 'nn');
    await enqueue(test, 'h', 'high');
    await test.queue.enqueue({ ...JOB, owner: 'f', front: true });
    await enqueue(test, 'H', 'high');
    await enqueueAll(test, 'm');
    expect(await owners(test)).toBe('fhHnmnl');
  });
});

const PRIORITIES = ['high', 'normal', 'low'] as const;

const operations = oneof(
  {
    weight: 6,
    arbitrary: record({
      do: constant('enqueue' as const),
      owner: constantFrom('a', 'b', 'c'),
      priority: constantFrom(...PRIORITIES),
    }),
  },
  { weight: 5, arbitrary: record({ do: constant('lease' as const) }) },
  { weight: 1, arbitrary: record({ do: constant('cancel' as const), pick: nat() }) },
);

/** Starts of one owner and of another, while both wait in a band. */
interface Duel {
  readonly mine: number;
  readonly theirs: number;
}

function bandOf({ priority = 'normal' }: RunRecord): string {
  return priority;
}

/** Counts a start in every duel of its band, and forgets the duels of owners who no longer wait. */
function fight(duels: Map<string, Duel>, waiting: readonly RunRecord[], started?: RunRecord): void {
  for (const band of PRIORITIES) {
    const present = new Set(waiting.filter((run) => bandOf(run) === band).map(({ owner = '' }) => owner));
    for (const me of ['a', 'b', 'c'])
      for (const other of ['a', 'b', 'c']) {
        const key = `${band} ${me} ${other}`;
        const { mine, theirs } = duels.get(key) ?? { mine: 0, theirs: 0 };
        const isHere = started && bandOf(started) === band;
        if (me === other || !present.has(me) || !present.has(other)) duels.delete(key);
        else
          duels.set(key, {
            mine: mine + (isHere && started.owner === me ? 1 : 0),
            theirs: theirs + (isHere && started.owner === other ? 1 : 0),
          });
      }
  }
}

it('nobody starts before a higher priority, an own older run, or two turns of another who waits', async () => {
  await assert(
    asyncProperty(array(operations, { minLength: 10, maxLength: 80 }), async (sequence) => {
      const test = openQueue();
      let waiting: RunRecord[] = [];
      const duels = new Map<string, Duel>();
      for (const each of sequence) {
        let started: RunRecord | undefined;
        if (each.do === 'enqueue') waiting.push(await enqueue(test, each.owner, each.priority));
        else if (each.do === 'cancel') {
          const run = waiting[each.pick % Math.max(1, waiting.length)];
          if (run) await test.queue.cancel(run.id);
          waiting = waiting.filter((other) => other !== run);
        } else {
          const lease = await test.queue.lease('worker');
          started = lease?.run;
          const run = waiting.find(({ id }) => id === started?.id);
          equal(started?.id, run?.id);
          const best = PRIORITIES.find((priority) => waiting.some((other) => bandOf(other) === priority));
          equal(run && bandOf(run), best);
          const own = waiting.filter((other) => other.owner === run?.owner && bandOf(other) === best);
          equal(own[0], run);
          waiting = waiting.filter((other) => other !== run);
          if (lease) await test.queue.complete(lease.token, DONE);
        }
        fight(duels, waiting, started);
        for (const { mine, theirs } of duels.values()) expect(mine - theirs).toBeLessThanOrEqual(2);
      }
      test.database.close();
    }),
    { numRuns: 25 },
  );
});
