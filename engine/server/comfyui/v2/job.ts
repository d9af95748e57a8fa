/** A run as version 2 of the interface shows it. */
import type { RunDetail } from '../../../protocol/index.ts';
import { messagesOf } from '../history/messages.ts';
import { type PromptRun, theirNode } from '../prompt-request.ts';

export type V2Status = 'queued' | 'running' | 'succeeded' | 'canceling' | 'canceled' | 'failed';

const STATUS = {
  queued: 'queued',
  running: 'running',
  done: 'succeeded',
  failed: 'failed',
  cancelled: 'canceled',
} as const;

export const OVER: readonly V2Status[] = ['succeeded', 'canceled', 'failed'];

/** Jobs and files are kept until there are too many: no date is known. */
export const NEVER = '9999-12-31T23:59:59Z';

export interface V2Job {
  readonly id: string;
  readonly status: V2Status;
  readonly progress: object | null;
  readonly queue_position: number | null;
  readonly outputs: readonly object[];
  readonly [field: string]: unknown;
}

/**
 * @param run as it is now, with progress.
 * @param place among the waiting runs, from 0; undefined for one that does not wait.
 */
export function v2JobOf(prompt: PromptRun, run: RunDetail, outputs: readonly object[], place?: number): V2Job {
  const { id, state, created, started, ended } = run;
  return {
    id,
    status: STATUS[state],
    created_at: dateOf(created),
    started_at: started === undefined ? null : dateOf(started),
    completed_at: ended === undefined ? null : dateOf(ended),
    expires_at: NEVER,
    queue_position: place ?? null,
    progress: state === 'running' ? progressOf(prompt, run) : null,
    outputs,
    error: state === 'failed' ? errorOf(prompt) : null,
    metrics: { execution_ms: started === undefined || ended === undefined ? null : ended - started },
    urls: {
      self: `/api/v2/jobs/${id}`,
      events: `/api/v2/jobs/${id}/events`,
      cancel: `/api/v2/jobs/${id}/cancel`,
    },
  };
}

/** @param time milliseconds since the epoch. */
export function dateOf(time: number): string {
  return new Date(time).toISOString();
}

function progressOf(prompt: PromptRun, { nodes, progress = 0 }: RunDetail): object {
  const all = Object.keys(prompt.request.prompt);
  const inWork = Object.entries(nodes).find(([, { state }]) => state === 'running');
  const node = inWork && theirNode(prompt, inWork[0]);
  const done = Object.entries(nodes).filter(([, { state }]) => state === 'done');
  return {
    value: progress,
    nodes_done: new Set(done.flatMap(([id]) => theirNode(prompt, id)?.id ?? [])).size,
    nodes_total: all.length,
    current_node: node?.id ?? null,
    current_node_class: node?.class ?? null,
    step: inWork?.[1].value ?? null,
    steps: inWork?.[1].max ?? null,
    message: inWork?.[1].text ?? null,
  };
}

function errorOf(prompt: PromptRun): object {
  const data = messagesOf(prompt).at(-1)?.[1] ?? {};
  return {
    code: 'execution_failed',
    message: data['exception_message'] ?? '',
    node_id: data['node_id'] ?? null,
    class_type: data['node_type'] ?? null,
    traceback: null,
  };
}
