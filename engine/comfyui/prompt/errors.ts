/** Errors of ComfyUI's validation, in its words, because clients show and match them. Source: ComfyUI, execution.py. */
import type { InputInfo, PromptError } from '../prompts.ts';

type Info = Readonly<Record<string, unknown>>;

function promptError(type: string, message: string, details = '', extra: Info = {}): PromptError {
  return { type, message, details, extra_info: extra };
}

export const missingNodeType = (id: string, name: string, title: string): PromptError =>
  promptError(
    'missing_node_type',
    `Node '${title}' not found. The custom node may not be installed.`,
    `Node ID '#${id}'`,
    { node_id: id, class_type: name, node_title: title },
  );

export const missingClass = (id: string): PromptError =>
  promptError(
    'missing_node_type',
    `Node '${id}' has no class_type. The workflow may be corrupted or a custom node is missing.`,
    `Node ID '#${id}'`,
    { node_id: id, class_type: null },
  );

/** For a prompt that ComfyUI would answer with an error of its server. */
export const unreadable = (why: string): PromptError => promptError('invalid_prompt', 'Cannot execute prompt', why);

export const noOutputs = (): PromptError => promptError('prompt_no_outputs', 'Prompt has no outputs');

export const outputsFailed = (details: string): PromptError =>
  promptError('prompt_outputs_failed_validation', 'Prompt outputs failed validation', details);

export const inputMissing = (input: string): PromptError =>
  promptError('required_input_missing', 'Required input is missing', input, { input_name: input });

export const badLink = (input: string, config: InputInfo, value: unknown): PromptError =>
  promptError('bad_linked_input', 'Bad linked input, must be a length-2 list of [node_id, slot_index]', input, {
    input_name: input,
    input_config: config,
    received_value: value,
  });

export function typeMismatch(input: string, config: InputInfo, received: string, link: unknown): PromptError {
  const wanted = typeof config[0] === 'string' ? config[0] : 'COMBO';
  return promptError(
    'return_type_mismatch',
    'Return type mismatch between linked nodes',
    `${input}, received_type(${received}) mismatch input_type(${wanted})`,
    { input_name: input, input_config: config, received_type: received, linked_node: link },
  );
}

export const noConversion = (input: string, config: InputInfo, value: unknown, why: string): PromptError =>
  promptError(
    'invalid_input_type',
    `Failed to convert an input value to a ${String(config[0])} value`,
    `${input}, ${String(value)}, ${why}`,
    { input_name: input, input_config: config, received_value: value, exception_message: why },
  );

export const tooSmall = (input: string, config: InputInfo, value: unknown, min: number): PromptError =>
  promptError('value_smaller_than_min', `Value ${String(value)} smaller than min of ${min}`, input, {
    input_name: input,
    input_config: config,
    received_value: value,
  });

export const tooBig = (input: string, config: InputInfo, value: unknown, max: number): PromptError =>
  promptError('value_bigger_than_max', `Value ${String(value)} bigger than max of ${max}`, input, {
    input_name: input,
    input_config: config,
    received_value: value,
  });

/** Longer lists of choices are counted and not written. */
const SHOWN_CHOICES = 20;

export function notInList(input: string, config: InputInfo, value: unknown, list: readonly unknown[]): PromptError {
  const isLong = list.length > SHOWN_CHOICES;
  const shown = isLong ? `(list of length ${list.length})` : `[${list.map((it) => `'${String(it)}'`).join(', ')}]`;
  return promptError('value_not_in_list', 'Value not in list', `${input}: '${String(value)}' not in ${shown}`, {
    input_name: input,
    input_config: isLong ? null : config,
    received_value: value,
  });
}

export const cycle = (id: string, path: readonly string[], text: string): PromptError =>
  promptError('dependency_cycle', 'Dependency cycle detected', text, { node_id: id, cycle_nodes: path });

/** For a link to a node or an output that is not there. */
export const innerException = (
  input: string,
  config: InputInfo,
  { type, message }: { readonly type: string; readonly message: string },
  link: unknown,
): PromptError =>
  promptError('exception_during_inner_validation', 'Exception when validating inner node', message, {
    input_name: input,
    input_config: config,
    exception_message: message,
    exception_type: type,
    traceback: [],
    linked_node: link,
  });

export const outerException = ({ type, message }: { readonly type: string; readonly message: string }): PromptError =>
  promptError('exception_during_validation', 'Exception when validating node', message, {
    exception_type: type,
    traceback: [],
  });

/** For a value that the node itself refuses. */
export const notAccepted = (input: string, why: string): PromptError =>
  promptError('custom_validation_failed', 'Custom validation failed for node', `${input} - ${why}`, {
    input_name: input,
  });

/** For a node that is valid in ComfyUI and has no counterpart here as it is set. */
export const noCounterpart = (why: string): PromptError =>
  promptError('custom_validation_failed', 'Custom validation failed for node', why, { input_name: '' });
