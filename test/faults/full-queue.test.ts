/** A queue whose disk is full: the first error tells the cause, nothing is kept in part, and no run stays running. */
import { describe, expect, it, vi } from 'vitest';
import { Runner } from '../../engine/jobs/runner.ts';
import { EventLog } from '../../engine/jobs/sqlite/event-log.ts';
import type { Outcome } from '../../engine/protocol/index.ts';
import { DONE, JOB, openQueue, type TestQueue } from '../server/jobs/queue-support.ts';

/** More than the database can still hold when it is full. */
const LARGE: Outcome = {
  ...DONE,
  nodes: Object.fromEntries(
    Array.from({ length: 500 }, (_, i) => [`node-${i}`, { state: 'done', message: 'x'.repeat(200) }]),
  ),
};

/** Lets the file grow no further, as on a full disk; undefined: lets it grow again. */
function fill({ database }: TestQueue, isFull: boolean): void {
  const pages = database.prepare<{ page_count: number }>('PRAGMA page_count').get()?.page_count ?? 0;
  database.exec(`PRAGMA max_page_count = ${isFull ? pages : 2 ** 30}`);
}

describe('a transaction on a full disk', () => {
  it('says that the disk is full, and not that there is nothing to roll back', async () => {
    const bench = openQueue();
    await bench.queue.enqueue(JOB);
    const lease = await bench.queue.lease('worker');
    fill(bench, true);
    const ended = bench.queue.complete(lease?.token ?? '', LARGE);
    await expect(ended).rejects.toMatchObject({ code: 'disk-full' });
    await expect(ended).rejects.toThrow(bench.file);
  });

  it('keeps nothing in part, even where an error on the way is caught', async () => {
    const bench = openQueue();
    const problems: string[] = [];
    const log = new EventLog(bench.database, { onProblem: (message) => problems.push(message) });
    await bench.queue.enqueue(JOB);
    fill(bench, true);
    const change = (): void =>
      bench.database.transaction(() => {
        bench.database.exec("UPDATE run SET name = 'changed'");
        // The log reports what it cannot keep, and goes on.
        log.append([() => 'x'.repeat(100_000)]);
        bench.database.exec("UPDATE run SET name = 'changed again'");
      });
    expect(change).toThrow('The disk is full');
    expect(problems).toHaveLength(1);
    fill(bench, false);
    expect((await bench.history.list({ limit: 1 }))[0]?.name).toBe(JOB.name);
    bench.database.transaction(() => bench.database.exec("UPDATE run SET name = 'later'"));
    expect((await bench.history.list({ limit: 1 }))[0]?.name).toBe('later');
  });
});

describe('the runner', () => {
  it('records the end of a run as soon as the disk has room, and then goes on', async () => {
    const bench = openQueue();
    const said: string[] = [];
    const outcomes = [LARGE, DONE];
    const runner = new Runner({
      queue: bench.queue,
      pause: () => 5,
      onProblem: (message) => said.push(message),
      work: async () => {
        fill(bench, outcomes.length === 2);
        return outcomes.shift() ?? DONE;
      },
    });
    const first = await bench.queue.enqueue(JOB);
    const second = await bench.queue.enqueue(JOB);
    runner.start();
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(said[0]).toContain('The end of run 1 could not be recorded yet: The disk is full');
    expect((await bench.history.get(first.id))?.state).toBe('running');
    await new Promise((resolve) => setTimeout(resolve, 50));
    fill(bench, false);
    await vi.waitFor(async () => expect((await bench.history.get(second.id))?.state).toBe('done'));
    expect((await bench.history.get(first.id))?.state).toBe('done');
    expect(said.slice(1)).toEqual(['The end of run 1 is recorded now.']);
    await runner.close();
  });

  it('is not kept from closing, and the next one resumes the run', async () => {
    const bench = openQueue();
    const runner = new Runner({
      queue: bench.queue,
      pause: () => 60_000,
      onProblem: () => {},
      work: async () => {
        fill(bench, true);
        return LARGE;
      },
    });
    const { id } = await bench.queue.enqueue(JOB);
    runner.start();
    await vi.waitFor(async () => expect((await bench.history.get(id))?.state).toBe('running'));
    const before = Date.now();
    await runner.close();
    expect(Date.now() - before).toBeLessThan(5000);
    fill(bench, false);
    await bench.queue.recover();
    expect((await bench.history.get(id))?.state).toBe('queued');
  });
});
