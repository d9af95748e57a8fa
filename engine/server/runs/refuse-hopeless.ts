/** Finds out that a run is known to fail, and refuses it before it is queued. */
import { setTimeout } from 'node:timers/promises';
import type { Plan } from '../../graph/plan.ts';
import { failureOfWorkflow, type Issue, type Workflow } from '../../protocol/index.ts';
import type { Engine } from '../../run/engine.ts';
import type { NodeFailure } from '../../run/events.ts';
import { HttpError } from '../http/errors.ts';

/** Milliseconds that a client waits for the check. A run that takes longer to check is checked again when it starts. */
const PATIENCE = 5000;
/** Most failures that are named. */
const NAMED = 20;

/** @throws HttpError 422 `cannot-work` with an issue for each node that would fail. */
export async function refuseHopeless(engine: Pick<Engine, 'foresee'>, workflow: Workflow, plan: Plan): Promise<void> {
  const issues = await foreseenIssues(engine.foresee(workflow, { plan }), PATIENCE);
  if (issues === undefined || issues.length === 0) return;
  throw new HttpError(422, 'cannot-work', issues.map(({ message }) => message).join('\n'), { issues });
}

/**
 * An issue for each node that would fail.
 * @param failures of the check.
 * @param patience milliseconds.
 * @returns undefined when the check takes longer.
 */
export async function foreseenIssues(
  failures: Promise<readonly NodeFailure[]>,
  patience: number,
): Promise<readonly Issue[] | undefined> {
  const giveUp = new AbortController();
  const late = setTimeout(patience, undefined, { signal: giveUp.signal, ref: false }).catch(() => undefined);
  // An error of the check itself is no reason to refuse the run.
  const found = await Promise.race([failures.catch(() => []), late]);
  giveUp.abort();
  return found
    ?.slice(0, NAMED)
    .map(failureOfWorkflow)
    .map(({ node, inner, code = 'failed', message, details }) => ({
      code,
      node,
      ...(inner === undefined ? {} : { inner }),
      message: `Node "${node}": ${message}`,
      ...(typeof details?.['field'] === 'string' ? { input: details['field'] } : {}),
    }));
}
