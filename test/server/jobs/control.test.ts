// The queue as a whole: paused, draining, and runs that were given up.
import { describe, expect, it } from 'vitest';
import { QueueDrains } from '../../../engine/jobs/job-queue.ts';
import { DONE, JOB, newFile, openQueue, type TestQueue } from './queue-support.ts';

describe('a paused queue', () => {
  it('takes runs and starts none, until it is open again, over a restart', async () => {
    const file = newFile();
    const first = openQueue({}, file);
    await first.control.setMode('paused');
    await first.queue.enqueue(JOB);
    expect(await first.queue.lease('worker')).toBeUndefined();
    first.database.close();
    const { queue, control } = openQueue({}, file);
    await queue.recover();
    expect(await control.state()).toEqual({ mode: 'paused', waiting: 1, running: 0, givenUp: 0 });
    expect(await queue.lease('worker')).toBeUndefined();
    await control.setMode('open');
    expect(await queue.lease('worker')).toBeDefined();
    expect(await control.state()).toMatchObject({ waiting: 0, running: 1 });
  });
});

describe('a draining queue', () => {
  it('takes no runs and starts those that wait; a restart ends it', async () => {
    const file = newFile();
    const first = openQueue({}, file);
    await first.queue.enqueue(JOB);
    await first.control.setMode('draining');
    await expect(first.queue.enqueue(JOB)).rejects.toThrow(QueueDrains);
    expect(await first.queue.lease('worker')).toBeDefined();
    first.database.close();
    const { queue, control } = openQueue({}, file);
    await queue.recover();
    expect((await control.state()).mode).toBe('open');
    await expect(queue.enqueue(JOB)).resolves.toMatchObject({ state: 'queued' });
  });
});

/** A queue whose only run killed its process at its first step. */
async function withGivenUpRun(): Promise<TestQueue & { readonly id: string }> {
  const file = newFile();
  const first = openQueue({ attempts: 1 }, file);
  const { id } = await first.queue.enqueue({ ...JOB, owner: 'anna' });
  await first.queue.lease('worker');
  first.database.close();
  const test = openQueue({ attempts: 1, history: 2 }, file);
  await test.queue.recover();
  return { ...test, id };
}

describe('a run that was given up', () => {
  it('is listed, queued again under its own id, and may fail as often as a new one', async () => {
    const { queue, control, history, id } = await withGivenUpRun();
    expect(await control.givenUp(10)).toMatchObject([{ id, state: 'failed', failures: [{ code: 'given-up' }] }]);
    expect(await control.again(id)).toMatchObject({ id, state: 'queued', owner: 'anna', failures: [], attempt: 1 });
    expect(await control.givenUp(10)).toEqual([]);
    const lease = await queue.lease('worker');
    expect(lease).toMatchObject({ attempt: 2, run: { id } });
    await queue.complete(lease?.token ?? '', DONE);
    expect(await history.get(id)).toMatchObject({ state: 'done' });
    expect(await control.again(id)).toBeUndefined();
  });

  it('stays in the history when others go', async () => {
    const { queue, control, history, id } = await withGivenUpRun();
    for (let i = 0; i < 3; i++) {
      await queue.enqueue(JOB);
      await queue.complete((await queue.lease('worker'))?.token ?? '', DONE);
    }
    expect((await control.givenUp(10)).map((run) => run.id)).toEqual([id]);
    expect(await history.over(10)).toHaveLength(2);
  });

  it('is not queued while the queue drains', async () => {
    const { control, id } = await withGivenUpRun();
    await control.setMode('draining');
    await expect(control.again(id)).rejects.toThrow(QueueDrains);
  });
});
