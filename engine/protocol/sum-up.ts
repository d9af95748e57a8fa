/** The activity of a node that stands for several: the copies a list makes, or the nodes inside a subgraph. */
import type { NodeActivity } from './activity.ts';
import { isSettled } from './node-change.ts';

/**
 * The sum after one part changed from `before` to `after`.
 * @param whole the sum so far.
 */
export function sumUp(
  whole: NodeActivity = { state: 'queued' },
  before: NodeActivity | undefined,
  after: NodeActivity,
): NodeActivity {
  const { value = 0, max = 1 } = whole;
  const settled = value + countSettled(after) - countSettled(before);
  return {
    ...whole,
    state: stateOf(whole, after, settled < max),
    value: settled,
    max,
    ...(after.state === 'failed' ? { message: after.message, field: after.field } : {}),
    ...(after.state === 'done' ? { origin: originOf(whole, after), seconds: secondsOf(whole, before, after) } : {}),
    ...(after.notes ? { notes: [...new Set([...(whole.notes ?? []), ...after.notes])] } : {}),
  };
}

function countSettled(part: NodeActivity | undefined): number {
  return part !== undefined && isSettled(part.state) ? 1 : 0;
}

/** One failed part fails the sum; a skipped or cancelled part keeps it from being done. */
function stateOf(whole: NodeActivity, after: NodeActivity, isUnfinished: boolean): NodeActivity['state'] {
  if (whole.state === 'failed' || after.state === 'failed') return 'failed';
  if (isUnfinished) return 'running';
  return whole.state === 'cancelled' || whole.state === 'skipped' ? whole.state : after.state;
}

/** `executed` if any part was. */
function originOf(whole: NodeActivity, after: NodeActivity): NodeActivity['origin'] {
  return after.origin === 'executed' || whole.origin === undefined ? after.origin : whole.origin;
}

function secondsOf(whole: NodeActivity, before: NodeActivity | undefined, after: NodeActivity): number {
  return (whole.seconds ?? 0) + (after.seconds ?? 0) - (before?.seconds ?? 0);
}
