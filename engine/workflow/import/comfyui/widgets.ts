/**
 * Which value belongs to which widget. A file lists the values of a node's widgets without names, in the order of the
 * node's definition, with some that only ComfyUI's editor knows in between.
 */
import type { ComfyNode } from './comfy-file.ts';
import { widgetsOf } from './widget-order.ts';

/** Widgets that only the editor knows, by name; they are not inputs. */
const EDITOR_ONLY = new Set(['control_after_generate', 'upload']);

/** Values that the editor writes behind a seed. */
const CONTROLS = new Set(['fixed', 'increment', 'decrement', 'randomize']);

/** Values of a node's widgets by name, those of the editor left out. */
export function widgetValues(node: ComfyNode): ReadonlyMap<string, unknown> {
  const { values } = node;
  const named = isList(values) ? inOrder(node, values) : Object.entries(values);
  return new Map(named.filter(([name]) => !EDITOR_ONLY.has(name)));
}

function isList(values: ComfyNode['values']): values is readonly unknown[] {
  return Array.isArray(values);
}

function inOrder(node: ComfyNode, values: readonly unknown[]): readonly (readonly [string, unknown])[] {
  const widgets = widgetsOf(node.type);
  if (widgets) {
    return widgets.flatMap((widget, i) => {
      const value = i < values.length ? values[i] : widget.default;
      return value === undefined ? [] : [[widget.name, value] as const];
    });
  }
  // A node that is not known: recent files name the widgets among the inputs, in their order.
  const names = node.inputs.flatMap(({ widget }) => (widget === undefined ? [] : [widget]));
  const own = values.filter((value, i) => !(i > 0 && typeof value === 'string' && CONTROLS.has(value)));
  return names.slice(0, own.length).map((name, i) => [name, own[i]] as const);
}
