/** One input of a node of a prompt, as ComfyUI checks it. */
import type { ComfyNode, ComfyNodes } from '../define.ts';
import type { ComfyInput } from '../inputs.ts';
import { type Choices, filesFor, inputInfo, SAME_TYPE } from '../object-info.ts';
import type { ApiPrompt, InputInfo, PromptError } from '../prompts.ts';
import { NoConversion, toBoolean, toFloat, toInt, toText } from './coerce.ts';
import { badLink, noConversion, notAccepted, notInList, tooBig, tooSmall, typeMismatch } from './errors.ts';

/** An exception of Python, which ComfyUI reports by name. */
export interface Exception {
  readonly type: string;
  readonly message: string;
}

export type CheckedInput =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'link'; readonly source: string }
  | { readonly kind: 'error'; readonly error: PromptError }
  | { readonly kind: 'exception'; readonly exception: Exception };

export interface CheckContext {
  readonly prompt: ApiPrompt;
  readonly nodes: ComfyNodes;
  readonly choices: Choices;
}

/** Every list is taken for a link; a list that is a value is wrapped in `__value__`. */
export function checkInput(
  name: string,
  input: ComfyInput,
  given: unknown,
  context: CheckContext,
  schema: ComfyNode['schema'],
): CheckedInput {
  const config = inputInfo(input, context.choices, schema);
  if (Array.isArray(given)) return checkLink(name, config, given, context);
  const value = typeof given === 'object' && given !== null && '__value__' in given ? given['__value__'] : given;
  return checkValue(name, input, config, value, context.choices);
}

function checkLink(
  name: string,
  config: InputInfo,
  given: readonly unknown[],
  { prompt, nodes }: CheckContext,
): CheckedInput {
  if (given.length !== 2) return { kind: 'error', error: badLink(name, config, given) };
  const [id, slot] = [String(given[0]), Number(given[1])];
  const source = Object.hasOwn(prompt, id) ? prompt[id] : undefined;
  if (!source) return { kind: 'exception', exception: { type: 'KeyError', message: `'${id}'` } };
  const output = nodes.get(source.class_type)?.outputs[slot];
  if (!output) {
    return { kind: 'exception', exception: { type: 'IndexError', message: 'tuple index out of range' } };
  }
  if (!fits(output.type, config)) {
    return { kind: 'error', error: typeMismatch(name, config, output.type, given) };
  }
  return { kind: 'link', source: id };
}

/** Types that take and give anything. */
const ANY: readonly string[] = ['*', SAME_TYPE];

/** Lists of types separated by commas fit when one is in both. Source: comfy_execution/validation.py. */
function fits(received: string, [wanted]: InputInfo): boolean {
  if (typeof wanted !== 'string') return received === 'COMBO' || ANY.includes(received);
  if (ANY.includes(wanted) || ANY.includes(received)) return true;
  const types = new Set(wanted.split(',').map((type) => type.trim()));
  return received.split(',').some((type) => types.has(type.trim()));
}

function checkValue(
  name: string,
  input: ComfyInput,
  config: InputInfo,
  given: unknown,
  choices: Choices,
): CheckedInput {
  let value: unknown;
  try {
    value = coerced(input, given);
  } catch (error) {
    if (!(error instanceof NoConversion)) throw error;
    return { kind: 'error', error: noConversion(name, config, given, error.message) };
  }
  const error =
    outOfRange(name, input, config, value) ??
    notOffered(name, input, config, value, choices) ??
    noSuchPicture(name, input, value, choices);
  return error ? { kind: 'error', error } : { kind: 'value', value };
}

function coerced(input: ComfyInput, given: unknown): unknown {
  switch (input.kind) {
    case 'int':
      return toInt(given);
    case 'float':
      return toFloat(given);
    case 'text':
      return toText(given);
    case 'boolean':
      return toBoolean(given);
    default:
      return given;
  }
}

function outOfRange(name: string, input: ComfyInput, config: InputInfo, value: unknown): PromptError | undefined {
  if (input.kind !== 'int' && input.kind !== 'float') return undefined;
  if (Number(value) < input.min) return tooSmall(name, config, value, input.min);
  return Number(value) > input.max ? tooBig(name, config, value, input.max) : undefined;
}

function notOffered(
  name: string,
  input: ComfyInput,
  config: InputInfo,
  value: unknown,
  choices: Choices,
): PromptError | undefined {
  const list = offered(input, choices);
  return list && !list.includes(value) ? notInList(name, config, value, list) : undefined;
}

/** ComfyUI asks the node itself. A name may say which folder it means, such as `a.png [input]`. */
function noSuchPicture(name: string, input: ComfyInput, value: unknown, choices: Choices): PromptError | undefined {
  if (input.kind !== 'picture') return undefined;
  const file = String(value).replace(/ \[input\]$/, '');
  return choices.pictures().includes(file) ? undefined : notAccepted(name, `Invalid image file: ${String(value)}`);
}

function offered(input: ComfyInput, choices: Choices): readonly unknown[] | undefined {
  if (input.kind === 'combo') return input.options;
  if (input.kind === 'cases') return Object.keys(input.cases);
  return input.kind === 'file' ? filesFor(input, choices) : undefined;
}
