/** The state of a node: for its frame, and in words for screen readers. */
import type { NodeActivity } from '../../../../engine/protocol/index.ts';
import { timeText } from '../../../words.ts';
import type { SceneNode } from '../../scene/scene.ts';
import { t } from '../../../i18n/t.ts';

export interface NodeMarks {
  readonly activity: NodeActivity | undefined;
  /** Messages by input. A message about the whole node has an empty name. */
  readonly issues: ReadonlyMap<string, string>;
  /** Inputs that need a wire. */
  readonly gaps: ReadonlySet<string>;
  /** Outputs that have a wire. */
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

/** Muted or bypassed, in a word; empty for an active node. */
export function modeText({ mode }: SceneNode['node']): string {
  if (mode === undefined) return '';
  return mode === 'mute' ? t('muted') : t('bypassed');
}

/** Such as "Denoise, done in 3 s, 4 of 6 inputs connected". */
export function nodeDescription(node: SceneNode, { activity, issues, gaps }: NodeMarks): string {
  const parts = [
    node.title,
    node.title === t(node.shape.title) ? '' : t(node.shape.title),
    modeText(node.node),
    node.view?.collapsed ? t('collapsed') : '',
    stateText(activity),
    connectionText(node),
    gapText(node, gaps),
    ...issues.values(),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Counts the inputs that have a socket: pure sockets, and fields with a wire. */
function connectionText({ shape, wires }: SceneNode): string {
  const linked = new Set(wires.map(({ to }) => to.input));
  const sockets = Object.entries(shape.inputs).filter(([name, { kind }]) => kind === 'socket' || linked.has(name));
  if (sockets.length === 0) return '';
  return t('{linked} of {count} inputs connected', { linked: linked.size, count: sockets.length });
}

function gapText({ shape }: SceneNode, gaps: ReadonlySet<string>): string {
  const titles = [...gaps].map((name) => t(shape.inputs[name]?.title ?? name));
  return titles.length > 0 ? t('needs {inputs}', { inputs: titles.join(', ') }) : '';
}

function stateText(activity: NodeActivity | undefined): string {
  const state = nodeState(activity);
  switch (state) {
    case 'idle':
      return '';
    case 'cached':
      return t('reused');
    case 'done':
      return activity?.seconds === undefined ? t('done') : t('done in {time}', { time: timeText(activity.seconds) });
    case 'running':
      return activity?.max
        ? t('running, {value} of {max}', { value: Math.floor(activity.value ?? 0), max: activity.max })
        : t('running');
    case 'queued':
      return t('queued');
    case 'failed':
      return t('failed');
    case 'skipped':
      return t('skipped');
  }
}
