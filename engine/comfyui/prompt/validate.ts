/**
 * Whether a prompt can run, with the errors that ComfyUI gives: of an output node that is not valid the others still
 * run. Source: ComfyUI, execution.py (validate_prompt, validate_inputs).
 */
import type { ApiPrompt, CheckedPrompt, PromptError, PromptNode } from '../prompts.ts';
import { inputsAsSet } from '../inputs.ts';
import { type CheckContext, checkInput, type Exception } from './check-input.ts';
import {
  cycle,
  missingClass,
  innerException,
  inputMissing,
  missingNodeType,
  noOutputs,
  outerException,
  outputsFailed,
} from './errors.ts';
import { inputInfo } from '../object-info.ts';

/** A node after its check. A node that threw is reported by the node that reads it. */
type Checked =
  | { readonly kind: 'checked'; readonly isValid: boolean; readonly errors: readonly PromptError[] }
  | { readonly kind: 'threw'; readonly exception: Exception };

/**
 * @param prompt any JSON.
 * @param wanted only these output nodes are considered; undefined: all.
 */
export function validatePrompt(
  prompt: unknown,
  wanted: readonly string[] | undefined,
  context: Omit<CheckContext, 'prompt'>,
): CheckedPrompt {
  const nodes = readNodes(prompt);
  if (!('prompt' in nodes)) return { isValid: false, error: nodes.error, nodeErrors: {} };
  for (const [id, { class_type: name, _meta: meta }] of Object.entries(nodes.prompt)) {
    if (context.nodes.has(name)) continue;
    return { isValid: false, error: missingNodeType(id, name, meta?.title ?? name), nodeErrors: {} };
  }
  const outputs = Object.keys(nodes.prompt).filter((id) => {
    const isOutput = context.nodes.get(nodes.prompt[id]?.class_type ?? '')?.isOutput;
    return isOutput && (wanted === undefined || wanted.includes(id));
  });
  if (outputs.length === 0) return { isValid: false, error: noOutputs(), nodeErrors: {} };
  return new Validation(nodes.prompt, context).outputs(outputs);
}

function readNodes(prompt: unknown): { readonly prompt: ApiPrompt } | { readonly error: PromptError } {
  if (typeof prompt !== 'object' || prompt === null || Array.isArray(prompt)) return { error: noOutputs() };
  const read = record<PromptNode>();
  for (const [id, node] of Object.entries(prompt as Readonly<Record<string, unknown>>)) {
    const { class_type: name, inputs, _meta: meta } = (node ?? {}) as Partial<PromptNode>;
    if (typeof name !== 'string') {
      return { error: missingClass(id) };
    }
    const given = typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs) ? inputs : {};
    const title = typeof meta?.title === 'string' ? { _meta: { title: meta.title } } : {};
    read[id] = { class_type: name, inputs: { ...given }, ...title };
  }
  return { prompt: read };
}

class Validation {
  readonly #prompt: ApiPrompt;
  readonly #context: CheckContext;
  readonly #checked = new Map<string, Checked>();
  /** With the values of widgets as ComfyUI converts them. */
  readonly #read = record<PromptNode>();

  constructor(prompt: ApiPrompt, context: Omit<CheckContext, 'prompt'>) {
    this.#prompt = prompt;
    this.#context = { ...context, prompt };
  }

  outputs(outputs: readonly string[]): CheckedPrompt {
    const goodOutputs: string[] = [];
    const details: string[] = [];
    const nodeErrors = record<{ errors: PromptError[]; dependent_outputs: string[]; class_type: string }>();
    for (const output of outputs) {
      const result = this.#check(output);
      if (result.isValid) {
        goodOutputs.push(output);
        continue;
      }
      details.push(...result.errors.map((error) => `${error.message}: ${error.details}`));
      for (const [id, checked] of this.#checked) {
        if (checked.kind === 'threw' || checked.errors.length === 0) continue;
        const name = this.#prompt[id]?.class_type ?? '';
        nodeErrors[id] ??= { errors: [...checked.errors], dependent_outputs: [], class_type: name };
        nodeErrors[id].dependent_outputs.push(output);
      }
    }
    if (goodOutputs.length > 0) return { isValid: true, prompt: this.#read, goodOutputs, nodeErrors };
    return { isValid: false, error: outputsFailed(details.join('\n')), nodeErrors };
  }

  /** Checks a node behind everything it reads. A walk with a stack of its own: chains may be longer than Python's. */
  #check(output: string): Extract<Checked, { kind: 'checked' }> {
    const path: string[] = [];
    const onPath = new Set<string>();
    const stack: { readonly id: string; readonly isDone: boolean }[] = [{ id: output, isDone: false }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { id, isDone } = next;
      if (isDone) {
        path.pop();
        onPath.delete(id);
        if (!this.#checked.has(id)) this.#checked.set(id, this.#node(id));
        continue;
      }
      if (onPath.has(id)) {
        this.#cycle([...path.slice(path.indexOf(id)), id]);
        continue;
      }
      if (this.#checked.has(id)) continue;
      path.push(id);
      onPath.add(id);
      stack.push({ id, isDone: true });
      for (const source of this.#sources(id).toReversed()) stack.push({ id: source, isDone: false });
    }
    const result = this.#checked.get(output);
    if (result?.kind === 'checked') return result;
    const failed = { kind: 'checked', isValid: false, errors: [outerException(result?.exception ?? UNKNOWN)] } as const;
    this.#checked.set(output, failed);
    return failed;
  }

  /** Links that fit: no other is followed. */
  #sources(id: string): readonly string[] {
    const { class_type: name, inputs } = this.#prompt[id] as PromptNode;
    const { inputs: declared = {}, schema } = this.#context.nodes.get(name) ?? {};
    return Object.entries(inputsAsSet(declared, inputs)).flatMap(([input, spec]) => {
      if (!Array.isArray(inputs[input])) return [];
      const checked = checkInput(input, spec, inputs[input], this.#context, schema);
      return checked.kind === 'link' ? [checked.source] : [];
    });
  }

  #cycle(ids: readonly string[]): void {
    const [id = ''] = ids;
    const text = ids.map((it) => `${it} (${this.#prompt[it]?.class_type ?? ''})`).join(' -> ');
    this.#checked.set(id, { kind: 'checked', isValid: false, errors: [cycle(id, ids, text)] });
  }

  #node(id: string): Checked {
    const { class_type: name, inputs, ...rest } = this.#prompt[id] as PromptNode;
    const definition = this.#context.nodes.get(name);
    if (!definition) return { kind: 'threw', exception: UNKNOWN };
    const errors: PromptError[] = [];
    const read: Record<string, unknown> = { ...inputs };
    let isValid = true;
    const { schema } = definition;
    for (const [input, spec] of Object.entries(inputsAsSet(definition.inputs, inputs))) {
      if (!Object.hasOwn(inputs, input)) {
        if (!spec.optional) errors.push(inputMissing(input));
        continue;
      }
      const checked = checkInput(input, spec, inputs[input], this.#context, schema);
      if (checked.kind === 'exception') return { kind: 'threw', exception: checked.exception };
      if (checked.kind === 'error') errors.push(checked.error);
      if (checked.kind === 'value') read[input] = checked.value;
      if (checked.kind !== 'link') continue;
      const source = this.#checked.get(checked.source);
      if (source?.kind === 'checked' && source.isValid) continue;
      isValid = false;
      if (source?.kind === 'threw') {
        const config = inputInfo(spec, this.#context.choices, schema);
        const error = innerException(input, config, source.exception, inputs[input]);
        this.#checked.set(checked.source, { kind: 'checked', isValid: false, errors: [error] });
      }
    }
    this.#read[id] = { class_type: name, inputs: read, ...rest };
    return { kind: 'checked', isValid: isValid && errors.length === 0, errors };
  }
}

/** Without a prototype, so that a node may have any id. */
function record<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

const UNKNOWN: Exception = { type: 'KeyError', message: 'unknown node' };
