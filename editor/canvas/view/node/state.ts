/** What is said of a node: by its frame, and to people who do not see it. */
import type { NodeActivity } from '../../../../engine/protocol/index.ts';
import type { SceneNode } from '../../scene/scene.ts';

export interface NodeMarks {
  readonly activity: NodeActivity | undefined;
  /** Messages by input; those about the whole node under an empty name. */
  readonly issues: ReadonlyMap<string, string>;
  /** Inputs that want a wire. */
  readonly gaps: ReadonlySet<string>;
  /** Outputs with a wire. */
  readonly used: ReadonlySet<string>;
  readonly selected: boolean;
}

export type NodeState = 'idle' | 'queued' | 'running' | 'done' | 'cached' | 'failed' | 'skipped';

export function nodeState(activity: NodeActivity | undefined): NodeState {
  if (!activity) return 'idle';
  switch (activity.state) {
    case 'cancelled':
      return 'idle';
    case 'done':
      return activity.origin === 'executed' || activity.origin === 'shared' ? 'done' : 'cached';
    default:
      return activity.state;
  }
}

/** Such as "Denoise, done in 3 s, 4 of 6 inputs connected". */
export function nodeDescription(node: SceneNode, { activity, issues, gaps }: NodeMarks): string {
  const sockets = Object.entries(node.shape.inputs).filter(
    ([name, input]) => input.kind === 'socket' || node.wires.some(({ to }) => to.input === name),
  );
  const connected = new Set(node.wires.map(({ to }) => to.input)).size;
  return [
    node.title,
    node.title === node.shape.title ? '' : node.shape.title,
    node.node.mode === 'mute' ? 'muted' : node.node.mode === 'bypass' ? 'bypassed' : '',
    node.view?.collapsed ? 'collapsed' : '',
    stateText(activity),
    sockets.length > 0 ? `${connected} of ${sockets.length} inputs connected` : '',
    gaps.size > 0 ? `needs ${[...gaps].map((name) => node.shape.inputs[name]?.title ?? name).join(', ')}` : '',
    ...issues.values(),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function stateText(activity: NodeActivity | undefined): string {
  const state = nodeState(activity);
  if (state === 'idle') return '';
  if (state === 'cached') return 'reused';
  if (state === 'done')
    return activity?.seconds === undefined
      ? 'done'
      : `done in ${activity.seconds < 10 ? activity.seconds.toFixed(1) : Math.round(activity.seconds)} s`;
  if (state === 'running') return activity?.max ? `running, ${activity.value ?? 0} of ${activity.max}` : 'running';
  return state;
}
