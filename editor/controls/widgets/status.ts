/** The footer of a node: its state in words, and a progress bar for its steps. */
import { computed, effect } from '@preact/signals';
import type { NodeForecast, WorkflowForecast } from '../../../engine/protocol/index.ts';
import { flatId } from '../../document/nested/path.ts';
import type { Editor, Session } from '../../editor-context.ts';
import { h, iconOf, setAttribute, setIcon, setText } from '../../dom.ts';
import { sentenceOf } from '../fields/issue-text.ts';
import { isActive } from '../../run-state.ts';
import { modeStatus, type StatusText, statusText } from './status-text.ts';
import { TimeLeft } from './time.ts';

export interface NodeStatus {
  readonly element: HTMLElement;
  destroy(): void;
}

export function createNodeStatus(editor: Editor, session: Session, node: string): NodeStatus {
  const icon = iconOf('circleDashed');
  const text = h('span', { class: 'status-text' });
  const bar = h('span', { class: 'status-bar', hidden: true });
  const element = h('div', { class: 'node-status' }, icon, text, bar);
  const times = new TimeLeft();

  const activity = computed(() => (editor.session.value === session ? editor.activity.value.nodes[node] : undefined));
  const isRunning = computed(() => {
    const { run } = editor.activity.value;
    return run !== undefined && isActive(run);
  });
  const forecast = computed(() =>
    editor.session.value === session ? forecastOf(editor.forecast.value, flatId(session.path.value, node)) : undefined,
  );
  /** An input that needs a wire is a gap to fill, and shown at its socket. */
  const problem = computed(() => {
    const issue = editor.issues.value.find((each) => each.node === node && each.code !== 'missing-input');
    return editor.session.value === session && issue ? sentenceOf(issue.message) : undefined;
  });
  const isFocused = computed(() => session.focus.value === node);
  const mode = computed(() => session.document.workflow.value.nodes[node]?.mode);

  const status = (): StatusText => {
    const now = activity.value;
    const left = times.left(now, performance.now());
    if (mode.value !== undefined) return modeStatus(mode.value);
    return statusText({
      activity: now,
      isRunning: isRunning.value,
      forecast: forecast.value,
      problem: problem.value,
      left,
    });
  };
  const stop = effect(() => {
    const shown = status();
    element.dataset['kind'] = shown.kind;
    icon.hidden = shown.icon === undefined;
    if (shown.icon !== undefined) setIcon(icon, shown.icon);
    setText(text, shown.text);
    setAttribute(element, 'title', shown.title ?? (shown.text === '' ? undefined : shown.text));
    bar.hidden = shown.kind !== 'running';
    bar.classList.toggle('is-indefinite', shown.part === undefined);
    bar.style.setProperty('--part', `${(shown.part ?? 0) * 100}%`);
  });
  const stopLive = effect(() => setAttribute(element, 'aria-live', isFocused.value ? 'polite' : undefined));
  return {
    element,
    destroy() {
      stop();
      stopLive();
    },
  };
}

const byNode = new WeakMap<WorkflowForecast, ReadonlyMap<string, NodeForecast>>();

/** @param node as runs name it, `instance:node`. Indexed once for each forecast, because all nodes ask at once. */
function forecastOf(forecast: WorkflowForecast | undefined, node: string): NodeForecast | undefined {
  if (!forecast) return undefined;
  const nodes =
    byNode.get(forecast) ?? new Map([...forecast.nodes, ...(forecast.inside ?? [])].map((each) => [each.node, each]));
  byNode.set(forecast, nodes);
  return nodes.get(node);
}
