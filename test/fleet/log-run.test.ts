/** The log of a worker: which runs it carried out, how long they took, and how they left it. */
import { expect, it } from 'vitest';
import { logRun } from '../../engine/fleet/worker/log-run.ts';
import { logLines } from '../../engine/host/log/log-lines.ts';
import { StaleLease } from '../../engine/jobs/job-queue.ts';
import { GivenBack, RunnerStops } from '../../engine/jobs/runner.ts';
import type { RunEvent } from '../../engine/run/events.ts';

const run = { id: 'r', number: 7, name: 'Portrait', attempt: 1 };
const about = { run: 'r', number: 7, workflow: 'Portrait' };

/** Logs a run. @param reason why it is stopped, if it is. */
async function logged(work: () => Promise<{ readonly state: 'done' | 'failed' | 'cancelled' }>, reason?: Error) {
  const written: string[] = [];
  const lines = logLines({ format: 'json', level: 'debug', write: (line) => written.push(line) });
  if (!lines) throw new Error('No log');
  const abort = new AbortController();
  const log = logRun(lines, run, abort.signal);
  if (reason) abort.abort(reason);
  const event = { run: 'r', sequence: 0, time: 0, type: 'node-done', node: 'n', seconds: 2 } as const;
  log.event({ ...event, origin: 'executed' } satisfies RunEvent);
  log.event({ ...event, origin: 'memory' } satisfies RunEvent);
  const ended = await log.until(work()).catch((error: unknown) => error);
  return { entries: written.map((line) => JSON.parse(line) as Record<string, unknown>), ended };
}

it('says when a run starts, which nodes it computes, and how it ends', async () => {
  const result = { state: 'done' } as const;
  const { entries, ended } = await logged(async () => result);
  expect(ended).toBe(result);
  expect(entries).toMatchObject([
    { level: 'info', ...about, kind: 'run-started', attempt: 1 },
    { level: 'debug', ...about, kind: 'node-done', node: 'n', seconds: 2 },
    { level: 'info', ...about, kind: 'run-ended', state: 'done', seconds: expect.any(Number), msg: 'run done' },
  ]);
});

it.each([
  ['failed', 'error', async () => ({ state: 'failed' }) as const, undefined],
  ['failed', 'error', () => Promise.reject(new Error('no such node')), undefined],
  ['cancelled', 'info', async () => ({ state: 'cancelled' }) as const, new Error('cancelled')],
  ['given-back', 'info', async () => ({ state: 'cancelled' }) as const, new RunnerStops()],
  ['given-back', 'info', () => Promise.reject(new GivenBack()), undefined],
  ['lost', 'warn', async () => ({ state: 'cancelled' }) as const, new StaleLease()],
  ['lost', 'warn', async () => ({ state: 'done' }) as const, new StaleLease()],
])('says that a run is %s, as %s', async (state, level, work, reason) => {
  const { entries } = await logged(work, reason);
  expect(entries.at(-1)).toMatchObject({ ...about, level, kind: 'run-ended', state });
});
