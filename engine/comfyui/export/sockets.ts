/** Inputs and outputs of nodes as a file lists them: names and types, and the values of widgets in their order. */
import type { ComfyNode, ComfyNodes } from '../define.ts';
import { type ComfyInput, defaultOf, inputsAsSet, isWidget } from '../inputs.ts';
import type { WrittenNode } from './written.ts';

export interface InputSocket {
  readonly name: string;
  readonly type: string;
  /** Its value can be set by hand. */
  readonly isWidget: boolean;
}

export interface OutputSocket {
  readonly name: string;
  readonly type: string;
}

/** Types of links that a widget takes the value of. */
const TYPES: Readonly<Record<string, string>> = { int: 'INT', float: 'FLOAT', text: 'STRING', boolean: 'BOOLEAN' };

/** In the order of the definition, those without a widget first. */
export function inputSockets(node: WrittenNode, definition: ComfyNode): readonly InputSocket[] {
  const sockets = Object.entries(inputsOf(node, definition)).map(([name, input]) => ({
    name,
    type: 'type' in input ? input.type : (TYPES[input.kind] ?? 'COMBO'),
    isWidget: isWidget(input),
  }));
  return sockets.toSorted((a, b) => Number(a.isWidget) - Number(b.isWidget));
}

export function outputSockets({ outputs }: ComfyNode): readonly OutputSocket[] {
  return outputs.map(({ name, type }) => ({ name: name ?? type, type }));
}

/**
 * Values of the widgets, with those that only their editor knows: what becomes of a seed, and a button at a picture.
 * @param linked the value that a widget keeps while a link sets it; undefined for its default.
 */
export function widgetsValues(
  node: WrittenNode,
  definition: ComfyNode,
  linked: (name: string) => unknown,
): readonly unknown[] {
  return Object.entries(inputsOf(node, definition)).flatMap(([name, input]) => {
    if (!isWidget(input)) return [];
    const given = node.inputs.get(name);
    const value = (given?.kind === 'value' ? given.value : linked(name)) ?? defaultOf(input) ?? null;
    return [value, ...behind(input, node.control)];
  });
}

function inputsOf(node: WrittenNode, definition: ComfyNode): ComfyNode['inputs'] {
  const given = [...node.inputs].map(([name, input]) => [name, input.kind === 'value' ? input.value : input]);
  return inputsAsSet(definition.inputs, Object.fromEntries(given) as Readonly<Record<string, unknown>>);
}

function behind(input: ComfyInput, control: string | undefined): readonly unknown[] {
  if (input.kind === 'int' && input.control) return [control ?? 'fixed'];
  return input.kind === 'picture' ? ['image'] : [];
}

/** Names and types of a node that is not known here, as its file has them. */
interface RawNode {
  readonly inputs?: readonly { readonly name?: unknown; readonly type?: unknown; readonly widget?: unknown }[];
  readonly outputs?: readonly { readonly name?: unknown; readonly type?: unknown }[];
  readonly widgets_values?: unknown;
}

/** The sockets of any node. @param raw of a node that is not known here. */
export function socketsOf(
  node: WrittenNode,
  theirs: ComfyNodes,
): { readonly inputs: readonly InputSocket[]; readonly outputs: readonly OutputSocket[] } {
  const definition = node.raw === undefined ? theirs.get(node.class) : undefined;
  if (definition) return { inputs: inputSockets(node, definition), outputs: outputSockets(definition) };
  const { inputs, outputs } = rawOf(node);
  const listed = (inputs ?? []).map(({ name, type, widget }) => ({
    name: String(name),
    type: typeof type === 'string' ? type : '*',
    isWidget: typeof widget === 'object' && widget !== null,
  }));
  const names = new Set(listed.map(({ name }) => name));
  const more = [...node.inputs].flatMap(([name, { kind }]) =>
    names.has(name) ? [] : [{ name, type: '*', isWidget: kind === 'value' }],
  );
  const given = (outputs ?? []).map(({ name, type }) => ({
    name: String(name),
    type: typeof type === 'string' ? type : '*',
  }));
  return { inputs: [...listed, ...more], outputs: given };
}

/** The values that a node has in the file it came from; by name for one of a prompt. */
export function rawValues(node: WrittenNode): unknown {
  const { widgets_values: values } = rawOf(node);
  if (values !== undefined) return values;
  return [...node.inputs.values()].flatMap((input) => (input.kind === 'value' ? [input.value] : []));
}

/** A node of a prompt has its inputs by name, and no sockets. */
function rawOf({ raw }: WrittenNode): RawNode {
  if (typeof raw !== 'object' || raw === null) return {};
  const { inputs, outputs, widgets_values: values } = raw as Record<string, unknown>;
  return {
    ...(Array.isArray(inputs) ? { inputs: inputs as NonNullable<RawNode['inputs']> } : {}),
    ...(Array.isArray(outputs) ? { outputs: outputs as NonNullable<RawNode['outputs']> } : {}),
    ...(values === undefined || values === null ? {} : { widgets_values: values }),
  };
}
