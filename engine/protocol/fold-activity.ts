/**
 * What a run's events say of each node, added up. The server and the editor add up the same events in the same way, so that a
 * tab that saw all of them and one that was opened later show the same.
 */
import type { NodeFailure, RunEventBody } from '../run/events.ts';
import type { NodeActivity } from './index.ts';

export type Activities = Readonly<Record<string, NodeActivity>>;

type Settled = Extract<NodeActivity['state'], 'done' | 'failed' | 'skipped' | 'cancelled'>;

/** The node a person wrote that an id of an event belongs to: of `group:inner`, `save#2` and `denoise/step-1` the first part. */
export function nodeOfWorkflow(id: string): string {
  return id.split(/[#:/]/, 1)[0] as string;
}

/** A failure as the fault of a node a person wrote. */
export function failureOfWorkflow(failure: NodeFailure): NodeFailure {
  return { ...failure, node: nodeOfWorkflow(failure.node) };
}

/**
 * The activities after some events, in their order. `run-started` begins anew. Children of an expansion count for the node that
 * was expanded. With equal events it makes no difference how they are divided into calls.
 */
export function foldActivity(activities: Activities, events: readonly RunEventBody[]): Activities {
  let nodes: Record<string, NodeActivity> = { ...activities };
  for (const event of events) {
    if (event.type === 'run-started') nodes = begin(event.nodes);
    else if (event.type === 'run-finished') finish(nodes, event.status);
    else if ('node' in event) apply(nodes, event);
  }
  return nodes;
}

/** Nodes that are several get their count at once; of the others nothing is known before they are asked for. */
function begin(ids: readonly string[]): Record<string, NodeActivity> {
  const nodes: Record<string, NodeActivity> = {};
  for (const id of ids) {
    const whole = nodeOfWorkflow(id);
    if (whole !== id) nodes[whole] = { state: 'queued', value: 0, max: (nodes[whole]?.max ?? 0) + 1 };
  }
  return nodes;
}

/** Parts nobody asked for stay out of the count. */
function finish(nodes: Record<string, NodeActivity>, status: 'done' | 'failed' | 'cancelled'): void {
  for (const [id, activity] of Object.entries(nodes)) {
    if (isSettled(activity.state)) continue;
    if (status === 'done') nodes[id] = { ...activity, state: 'done' };
    else if (activity.value === 0 && activity.state === 'queued') delete nodes[id];
    else nodes[id] = { ...activity, state: 'cancelled' };
  }
}

function apply(nodes: Record<string, NodeActivity>, event: Extract<RunEventBody, { node: string }>): void {
  const slash = event.node.indexOf('/');
  const id = slash < 0 ? event.node : event.node.slice(0, slash);
  const before = nodes[id];
  const after = slash < 0 ? changed(before, event) : changedByChild(before, event);
  if (!after || after === before) return;
  nodes[id] = after;
  const whole = nodeOfWorkflow(id);
  if (whole !== id) nodes[whole] = together(nodes[whole], before, after);
}

function changed(
  before: NodeActivity | undefined,
  event: Extract<RunEventBody, { node: string }>,
): NodeActivity | undefined {
  const { notes } = before ?? {};
  const kept = notes ? { notes } : {};
  switch (event.type) {
    case 'node-queued':
      return { state: 'queued', ...kept };
    case 'node-started':
      return { ...before, state: 'running' };
    case 'node-expanded':
      return before;
    case 'node-progress':
      // An expanded node counts its last step after it is done.
      return {
        ...(before ?? { state: 'running' }),
        ...(before && isSettled(before.state) ? {} : { state: 'running' }),
        value: event.value,
        max: event.max,
      };
    case 'node-note':
      return withNote(before, event.message);
    case 'node-mismatch':
      return withNote(before, `Computed again, ${event.outputs.join(', ')} came out differently.`);
    case 'node-done':
      return { state: 'done', origin: event.origin, seconds: event.seconds, ...kept };
    case 'node-failed':
      return { state: 'failed', ...failureOf(event.failure), ...kept };
    case 'node-skipped':
      // Its own child failed, and said so.
      if (before?.state === 'failed') return before;
      return { state: 'skipped', message: `Needs "${nodeOfWorkflow(event.cause)}", which failed.`, ...kept };
    case 'node-cancelled':
      return { ...before, state: 'cancelled' };
  }
}

function changedByChild(
  before: NodeActivity | undefined,
  event: Extract<RunEventBody, { node: string }>,
): NodeActivity | undefined {
  const settled = before && isSettled(before.state);
  switch (event.type) {
    case 'node-started':
      return settled ? before : { ...before, state: 'running' };
    case 'node-failed':
      return { ...before, state: 'failed', ...failureOf(event.failure) };
    case 'node-note':
    case 'node-mismatch':
      return changed(before, event);
    default:
      return before;
  }
}

/** A node that is several, after one of them changed. */
function together(
  whole: NodeActivity = { state: 'queued' },
  before: NodeActivity | undefined,
  after: NodeActivity,
): NodeActivity {
  const { value = 0, max = 1 } = whole;
  const settled = value + Number(isSettled(after.state)) - Number(before !== undefined && isSettled(before.state));
  const worst =
    whole.state === 'failed' || after.state === 'failed' ? 'failed' : settled < max ? 'running' : worse(whole, after);
  const seconds = (whole.seconds ?? 0) + (after.seconds ?? 0) - (before?.seconds ?? 0);
  return {
    ...whole,
    state: worst,
    value: settled,
    max,
    ...(after.state === 'failed' ? { message: after.message, field: after.field } : {}),
    ...(after.state === 'done'
      ? { origin: after.origin === 'executed' || whole.origin === undefined ? after.origin : whole.origin, seconds }
      : {}),
    ...(after.notes ? { notes: [...new Set([...(whole.notes ?? []), ...after.notes])] } : {}),
  };
}

function worse(whole: NodeActivity, after: NodeActivity): NodeActivity['state'] {
  return whole.state === 'cancelled' || whole.state === 'skipped' ? whole.state : after.state;
}

function withNote(before: NodeActivity | undefined, note: string): NodeActivity {
  const { notes = [] } = before ?? {};
  return notes.includes(note) && before ? before : { ...(before ?? { state: 'running' }), notes: [...notes, note] };
}

function failureOf({ message, details }: NodeFailure): Pick<NodeActivity, 'message' | 'field'> {
  const field = details?.['field'];
  return { message, ...(typeof field === 'string' ? { field } : {}) };
}

function isSettled(state: NodeActivity['state']): state is Settled {
  return state === 'done' || state === 'failed' || state === 'skipped' || state === 'cancelled';
}
