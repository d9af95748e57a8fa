/** The messages of a run that ComfyUI sends over the WebSocket and keeps in its history. */
import { type PromptRun, theirNode } from '../prompt-request.ts';
import { resultsOf } from './results-of-nodes.ts';

/** Type and data. */
export type StatusMessage = readonly [type: string, data: Readonly<Record<string, unknown>>];

/** Times are milliseconds since the epoch. @returns only those of the beginning for a run that is not over. */
export function messagesOf(prompt: PromptRun): readonly StatusMessage[] {
  const { id, started, ended, state } = prompt.run;
  if (started === undefined) return [];
  const of = { prompt_id: id };
  const beginning: StatusMessage[] = [
    ['execution_start', { ...of, timestamp: started }],
    ['execution_cached', { nodes: resultsOf(prompt).cached, ...of, timestamp: started }],
  ];
  if (ended === undefined) return beginning;
  if (state === 'done') return [...beginning, ['execution_success', { ...of, timestamp: ended }]];
  if (state === 'cancelled') return [...beginning, ['execution_interrupted', interruption(prompt, ended)]];
  return [...beginning, ['execution_error', failure(prompt, ended)]];
}

function interruption(prompt: PromptRun, timestamp: number): Readonly<Record<string, unknown>> {
  const { executed, interrupted } = resultsOf(prompt);
  const node = interrupted ?? prompt.request.outputs[0] ?? '';
  return {
    prompt_id: prompt.run.id,
    node_id: node,
    node_type: prompt.request.prompt[node]?.class_type ?? '',
    executed,
    timestamp,
  };
}

/** A failure of the run as a whole is told of its first output node: clients expect one. */
function failure(prompt: PromptRun, timestamp: number): Readonly<Record<string, unknown>> {
  const { request, run } = prompt;
  const [first] = run.failures;
  const node = theirNode(prompt, first?.node ?? '')?.id ?? request.outputs[0] ?? '';
  const { executed, cached } = resultsOf(prompt);
  return {
    prompt_id: run.id,
    node_id: node,
    node_type: request.prompt[node]?.class_type ?? '',
    executed,
    exception_message: first?.message ?? '',
    exception_type: first?.code ?? 'Error',
    traceback: [],
    current_inputs: literalsOf(request.prompt[node]?.inputs ?? {}),
    current_outputs: [...cached, ...executed],
    timestamp,
  };
}

/** The values that a node was given in the prompt, each as a list of texts. */
function literalsOf(inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, readonly string[]>> {
  const literals = Object.entries(inputs).filter(([, value]) => !Array.isArray(value));
  return Object.fromEntries(literals.map(([name, value]) => [name, [textOf(value)]]));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
