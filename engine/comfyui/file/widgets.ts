/**
 * Which value belongs to which widget. A file lists the values of a node's widgets without names, in the order of the
 * node's definition, with some that only ComfyUI's editor knows in between.
 */
import type { ComfyNodes } from '../define.ts';
import { type ComfyInput, defaultOf, isWidget } from '../inputs.ts';
import type { FileNode } from './schema.ts';

/** Values that the editor keeps behind a seed. */
const CONTROLS: readonly unknown[] = ['fixed', 'increment', 'decrement', 'randomize'];

/** Names that the editor gives to widgets of its own; they are not inputs. */
export const CONTROL = 'control_after_generate';
const UPLOAD = 'upload';

/**
 * Values of a node's widgets by name, that of {@link CONTROL} included. A list that ends early takes the defaults of
 * the definition; a node that is not known is read by the names that recent files write beside its inputs.
 */
export function widgetValues(node: FileNode, nodes: ComfyNodes): ReadonlyMap<string, unknown> {
  const { widgets_values: values = [] } = node;
  const known = nodes.get(node.type);
  if (values === null || !Array.isArray(values)) return byName(values ?? {}, known?.inputs);
  return known ? inOrder(Object.entries(known.inputs), values) : guessed(node, values);
}

function byName(
  values: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, ComfyInput>> = {},
): ReadonlyMap<string, unknown> {
  const defaults = Object.entries(inputs).filter(([name]) => !Object.hasOwn(values, name));
  return new Map([...defaults.flatMap(([name, input]) => defaulted(name, input)), ...Object.entries(values)]);
}

function inOrder(
  inputs: readonly (readonly [string, ComfyInput])[],
  values: readonly unknown[],
): ReadonlyMap<string, unknown> {
  const named: [string, unknown][] = [];
  let at = 0;
  const read = (name: string, input: ComfyInput): void => {
    if (!isWidget(input)) return;
    const own = at < values.length ? [[name, values[at]] as [string, unknown]] : defaulted(name, input);
    named.push(...own);
    at += 1;
    // A prompt that was turned into a file has no such value.
    if (input.kind === 'int' && input.control && CONTROLS.includes(values[at])) named.push([CONTROL, values[at++]]);
    if (input.kind === 'picture' && (values[at] === 'image' || values[at] === UPLOAD)) at += 1;
    if (input.kind !== 'cases') return;
    const chosen = Object.entries(input.cases[String(own[0]?.[1])] ?? {});
    for (const [key, inner] of chosen) read(`${name}.${key}`, inner);
  };
  for (const [name, input] of inputs) read(name, input);
  return new Map(named);
}

function defaulted(name: string, input: ComfyInput): [string, unknown][] {
  const value = defaultOf(input);
  return value === undefined ? [] : [[name, value]];
}

function guessed(node: FileNode, values: readonly unknown[]): ReadonlyMap<string, unknown> {
  const names = node.inputs.flatMap(({ widget }) => (widget ? [widget.name] : []));
  const own = values.filter((value, i) => !(i > 0 && CONTROLS.includes(value)));
  return new Map(names.slice(0, own.length).map((name, i) => [name, own[i]]));
}
