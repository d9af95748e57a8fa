/**
 * Sums up the events of a run by node. Server and editor use the same function, so a tab that received every event and
 * a tab that was opened later show the same.
 */
import type { RunEventBody } from '../run/events.ts';
import type { Activities, NodeActivity } from './activity.ts';
import { changed, changedByChild, isSettled, type NodeEvent } from './node-change.ts';
import { sumUp } from './sum-up.ts';
import { nodeOfWorkflow } from './workflow-node.ts';

/**
 * The activities after some events, in the order the events came. `run-started` starts anew. Events of an expansion's
 * children count for the node that was expanded. How events are divided into calls makes no difference.
 */
export function foldActivity(activities: Activities, events: readonly RunEventBody[]): Activities {
  let nodes: Record<string, NodeActivity> = { ...activities };
  for (const event of events) {
    if (event.type === 'run-started') nodes = start(event.nodes);
    else if (event.type === 'run-finished') finish(nodes, event.status);
    else if ('node' in event) apply(nodes, event);
  }
  return nodes;
}

/** Nodes with copies or inner nodes get their count at once. Other nodes have no activity until they are needed. */
function start(ids: readonly string[]): Record<string, NodeActivity> {
  const nodes: Record<string, NodeActivity> = {};
  for (const id of ids) {
    const whole = nodeOfWorkflow(id);
    if (whole !== id) nodes[whole] = { state: 'queued', value: 0, max: (nodes[whole]?.max ?? 0) + 1 };
  }
  return nodes;
}

/** Nodes that never started, because nothing needed them, are left out. */
function finish(nodes: Record<string, NodeActivity>, status: 'done' | 'failed' | 'cancelled'): void {
  for (const [id, activity] of Object.entries(nodes)) {
    if (isSettled(activity.state)) continue;
    if (status === 'done') nodes[id] = { ...activity, state: 'done' };
    else if (activity.value === 0 && activity.state === 'queued') delete nodes[id];
    else nodes[id] = { ...activity, state: 'cancelled' };
  }
}

function apply(nodes: Record<string, NodeActivity>, event: NodeEvent): void {
  const slash = event.node.indexOf('/');
  const id = slash < 0 ? event.node : event.node.slice(0, slash);
  const before = nodes[id];
  const after = slash < 0 ? changed(before, event) : changedByChild(before, event);
  if (!after || after === before) return;
  nodes[id] = after;
  const whole = nodeOfWorkflow(id);
  if (whole !== id) nodes[whole] = sumUp(nodes[whole], before, after);
}
