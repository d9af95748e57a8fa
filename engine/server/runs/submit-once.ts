/** Queues a run whose client chose its id: the same request twice is one run. */
import { isDeepStrictEqual } from 'node:util';
import { IdTaken } from '../../jobs/job-queue.ts';
import type { RunInfo, RunRequest } from '../../protocol/index.ts';
import { HttpError } from '../http/errors.ts';
import type { Holder } from '../security/holder.ts';
import type { Runs } from './runs.ts';

export interface Submitted {
  readonly run: RunInfo;
  /** False for a run that was there. */
  readonly isNew: boolean;
}

/**
 * Gives the run that has the id, queued again if it failed or was cancelled, or queues a new one.
 * @throws as `Runs.submit`; HttpError 409 `id-taken` when the run with the id is of another workflow.
 */
export async function submitOnce(
  runs: Pick<Runs, 'submit' | 'find' | 'again'>,
  request: RunRequest,
  by: Holder,
): Promise<Submitted> {
  const known = await attach(runs, request);
  if (known) return { run: known, isNew: false };
  try {
    return { run: await runs.submit(request, by), isNew: true };
  } catch (error) {
    // The same request came in twice at a time.
    const taken = error instanceof IdTaken ? await attach(runs, request) : undefined;
    if (!taken) throw error;
    return { run: taken, isNew: false };
  }
}

async function attach(
  runs: Pick<Runs, 'find' | 'again'>,
  { id, workflow, targets }: RunRequest,
): Promise<RunInfo | undefined> {
  const run = id === undefined ? undefined : await runs.find(id);
  if (!run) return undefined;
  if (!isDeepStrictEqual(run.workflow, workflow) || !isDeepStrictEqual(run.targets, targets))
    throw new HttpError(409, 'id-taken', `Another run has the id "${run.id}". Choose a new id for each run.`);
  const isLost = run.state === 'failed' || run.state === 'cancelled';
  return isLost ? runs.again(run.id) : run;
}
