/** The activity of one node after one event. */
import type { NodeFailure, RunEventBody } from '../run/events.ts';
import type { NodeActivity } from './activity.ts';
import { nodeOfWorkflow } from './workflow-node.ts';

/** An event about one node. */
export type NodeEvent = Extract<RunEventBody, { node: string }>;

type Settled = Extract<NodeActivity['state'], 'done' | 'failed' | 'skipped' | 'cancelled'>;

export function isSettled(state: NodeActivity['state']): state is Settled {
  return state === 'done' || state === 'failed' || state === 'skipped' || state === 'cancelled';
}

/** After an event of the node itself. */
export function changed(before: NodeActivity | undefined, event: NodeEvent): NodeActivity | undefined {
  const { notes } = before ?? {};
  const kept = notes ? { notes } : {};
  switch (event.type) {
    case 'node-queued':
      return { state: 'queued', ...kept };
    case 'node-started':
      return { ...before, state: 'running' };
    case 'node-expanded':
      return before;
    case 'node-progress': {
      // The last step of an expanded node is counted after the node is done.
      const state = before && isSettled(before.state) ? before.state : 'running';
      const text = event.text ?? before?.text;
      return { ...before, state, value: event.value, max: event.max, ...(text === undefined ? {} : { text }) };
    }
    case 'node-note':
      return withNote(before, event.message);
    case 'node-mismatch':
      return withNote(before, `Computed again, ${event.outputs.join(', ')} came out differently.`);
    case 'node-done':
      return {
        state: 'done',
        origin: event.origin,
        seconds: event.seconds,
        ...(before?.text === undefined ? {} : { text: before.text }),
        ...kept,
      };
    case 'node-failed':
      return { state: 'failed', ...failureOf(event.failure), ...kept };
    case 'node-skipped':
      // A child of this node failed, and its failure is already shown.
      if (before?.state === 'failed') return before;
      return { state: 'skipped', message: `Needs "${nodeOfWorkflow(event.cause)}", which failed.`, ...kept };
    case 'node-cancelled':
      return { ...before, state: 'cancelled' };
  }
}

/** After an event of a child of the expanded node. */
export function changedByChild(before: NodeActivity | undefined, event: NodeEvent): NodeActivity | undefined {
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

function withNote(before: NodeActivity | undefined, note: string): NodeActivity {
  const { notes = [] } = before ?? {};
  if (before && notes.includes(note)) return before;
  return { ...(before ?? { state: 'running' }), notes: [...notes, note] };
}

function failureOf({ message, details }: NodeFailure): Pick<NodeActivity, 'message' | 'field'> {
  const field = details?.['field'];
  return { message, ...(typeof field === 'string' ? { field } : {}) };
}
