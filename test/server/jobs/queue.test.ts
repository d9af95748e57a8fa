// The queue: leases, attempts after a crash, limits, its history and its listener.
import { describe, expect, it } from 'vitest';
import { QueueFull, StaleLease } from '../../../engine/jobs/job-queue.ts';
import { isBusy, openDatabase } from '../../../engine/jobs/sqlite/database.ts';
import { SqliteQueue } from '../../../engine/jobs/sqlite/sqlite-queue.ts';
import type { RunRecord } from '../../../engine/protocol/index.ts';
import { DONE, JOB, newFile, openQueue } from './queue-support.ts';

describe('the queue', () => {
  it('after a crash leases the run that was started first, and counts its attempts', async () => {
    const { database, queue, file } = openQueue();
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await queue.enqueue(JOB)).id);
    await queue.lease('worker');
    await queue.lease('worker');
    database.close();
    const again = openQueue({}, file);
    expect(await again.queue.recover()).toEqual(ids.slice(0, 2));
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

  it('fails a run during which the server died three times, with the reason', async () => {
    const file = newFile();
    const first = openQueue({}, file);
    const { id } = await first.queue.enqueue(JOB);
    first.database.close();
    for (let life = 1; life <= 3; life++) {
      const { database, queue } = openQueue({}, file);
      expect(await queue.recover()).toEqual(life === 1 ? [] : [id]);
      expect((await queue.lease('worker'))?.attempt).toBe(life);
      database.close();
    }
    const { queue, history } = openQueue({}, file);
    expect(await queue.recover()).toEqual([]);
    expect(await history.get(id)).toMatchObject({
      state: 'failed',
      failures: [{ message: expect.stringContaining('3 times in a row at the same step') as string }],
    });
  });

  it.each([
    ['goes on as long as each attempt reaches a new step', (life: number) => [`step-${life}`], 9],
    ['fails after three attempts that only repeat steps', (life: number) => [`step-${Math.min(life, 2)}`], 4],
    ['fails after three attempts at one step, the one that reached it among them', () => ['a', 'b'], 3],
  ] as const)('of a run that makes progress %s', async (_name, stepsOf, attempts) => {
    const file = newFile();
    const first = openQueue({}, file);
    const { id } = await first.queue.enqueue(JOB);
    first.database.close();
    let leased = 0;
    for (let life = 1; life <= 9; life++) {
      const { database, queue } = openQueue({}, file);
      await queue.recover();
      const lease = await queue.lease('worker');
      if (lease) {
        leased += 1;
        await queue.progress(lease.token, stepsOf(life));
      }
      database.close();
    }
    expect(leased).toBe(attempts);
    const { queue, history } = openQueue({}, file);
    await queue.recover();
    expect((await history.get(id))?.state).toBe(attempts < 9 ? 'failed' : 'queued');
  });

  it('takes no progress of a stale lease', async () => {
    const { queue } = openQueue();
    await expect(queue.progress('gone', ['step'])).rejects.toThrow(StaleLease);
  });

  it('does not count an attempt that was released', async () => {
    const { queue } = openQueue();
    await queue.enqueue(JOB);
    const lease = await queue.lease('worker');
    await queue.release(lease?.token ?? '');
    expect((await queue.lease('worker'))?.attempt).toBe(1);
  });

  it('refuses a job when as many as may wait are waiting', async () => {
    const { queue } = openQueue({ waiting: 2 });
    await queue.enqueue(JOB);
    await queue.enqueue(JOB);
    await expect(queue.enqueue(JOB)).rejects.toThrow(QueueFull);
    await queue.lease('worker');
    await queue.enqueue(JOB);
  });

  it('keeps a bounded history, and tells the listener what leaves it', async () => {
    const removed: string[] = [];
    const { queue, history } = openQueue({
      history: 3,
      listener: { changed: () => {}, removed: ({ id }) => removed.push(id) },
    });
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      ids.push((await queue.enqueue(JOB)).id);
      await queue.complete((await queue.lease('worker'))?.token ?? '', DONE);
    }
    expect((await history.over(10)).map(({ id }) => id)).toEqual(ids.slice(2).toReversed());
    expect(removed).toEqual(ids.slice(0, 2));
    // The number of a removed run is not used again.
    expect((await queue.remove(ids[4] ?? ''))?.number).toBe(5);
    expect((await queue.enqueue(JOB)).number).toBe(6);
  });

  it('keeps what a listener writes with the change, or neither', async () => {
    const { database, queue, history } = openQueue();
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
    expect(await history.open()).toHaveLength(1);
    await queue.complete(lease?.token ?? '', DONE);
    expect(await history.open()).toHaveLength(0);
  });

  it('can be opened by one process at a time', () => {
    const { file } = openQueue();
    let problem: unknown;
    try {
      openDatabase(file);
    } catch (error) {
      problem = error;
    }
    expect(isBusy(problem)).toBe(true);
  });
});
