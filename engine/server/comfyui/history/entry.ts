/** A prompt that is over, as `/history` shows it; and a prompt in the queue, as `/queue` does. */
import { numberOf, type PromptRun } from '../prompt-request.ts';
import { messagesOf, type StatusMessage } from './messages.ts';
import { type Outputs, outputsOf } from './outputs.ts';

/** Number, id, prompt, further data, and the output nodes that run. */
export type QueueItem = readonly [number, string, object, object, readonly string[]];

export interface HistoryStatus {
  readonly status_str: 'success' | 'error';
  readonly completed: boolean;
  readonly messages: readonly StatusMessage[];
}

export interface HistoryEntry {
  readonly prompt: QueueItem;
  readonly outputs: Outputs;
  readonly status: HistoryStatus;
  readonly meta: Readonly<Record<string, object>>;
}

export function queueItemOf(prompt: PromptRun): QueueItem {
  const { run, request } = prompt;
  return [numberOf(prompt), run.id, request.prompt, request.extraData, request.outputs];
}

export function historyEntryOf(prompt: PromptRun): HistoryEntry {
  const outputs = outputsOf(prompt);
  return {
    prompt: queueItemOf(prompt),
    outputs,
    status: statusOf(prompt),
    meta: Object.fromEntries(Object.keys(outputs).map((id) => [id, metaOf(id)])),
  };
}

export function statusOf(prompt: PromptRun): HistoryStatus {
  const isDone = prompt.run.state === 'done';
  return { status_str: isDone ? 'success' : 'error', completed: isDone, messages: messagesOf(prompt) };
}

/** Nodes that others are replaced by are never told of: they count as the node of the prompt. */
function metaOf(id: string): object {
  return { node_id: id, display_node: id, parent_node: null, real_node_id: id };
}
