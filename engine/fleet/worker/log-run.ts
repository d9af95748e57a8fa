/** Writes into the log of a worker what happens in one run, by its id and number. */
import type { Logger } from 'pino';
import { aboutRun, writeEntry } from '../../host/log/log-lines.ts';
import { nodeEntry } from '../../host/log/node-entry.ts';
import { StaleLease } from '../../jobs/job-queue.ts';
import { GivenBack, RunnerStops } from '../../jobs/runner.ts';
import type { Outcome, RunRecord } from '../../protocol/index.ts';
import type { RunEvent } from '../../run/events.ts';

/** How a run left the worker. `lost`: another worker has it, because this one did not answer for a while. */
type Ending = Outcome['state'] | 'given-back' | 'lost';

const LEVELS = {
  'done': 'info',
  'cancelled': 'info',
  'failed': 'error',
  'given-back': 'info',
  'lost': 'warn',
} as const satisfies Record<Ending, string>;

export interface LoggedRun {
  event(event: RunEvent): void;
  /** Waits for the end of the work, and writes how the run left the worker. @returns what the work returns. */
  until<T extends Pick<Outcome, 'state'>>(work: Promise<T>): Promise<T>;
}

/**
 * Writes that a run starts.
 * @param signal stops the run; its reason says whether the run goes on elsewhere.
 */
export function logRun(
  lines: Logger,
  run: Pick<RunRecord, 'id' | 'number' | 'name' | 'attempt'>,
  signal: AbortSignal,
): LoggedRun {
  const start = performance.now();
  const { attempt } = run;
  writeEntry(lines, { level: attempt > 1 ? 'warning' : 'info', run, kind: 'run-started', attempt });
  const end = (state: Ending): void => {
    const seconds = Math.round(performance.now() - start) / 1000;
    lines[LEVELS[state]]({ ...aboutRun(run), kind: 'run-ended', state, seconds }, `run ${state.replace('-', ' ')}`);
  };
  return {
    event(event) {
      const entry = nodeEntry(event);
      if (entry) writeEntry(lines, { ...entry.body, level: entry.level, run });
    },
    async until(work) {
      try {
        const result = await work;
        end(endingOf(signal.reason, result.state));
        return result;
      } catch (error) {
        end(error instanceof GivenBack ? 'given-back' : endingOf(signal.reason, 'failed'));
        throw error;
      }
    },
  };
}

function endingOf(reason: unknown, state: Outcome['state']): Ending {
  if (reason instanceof StaleLease) return 'lost';
  return reason instanceof RunnerStops && state !== 'done' ? 'given-back' : state;
}
