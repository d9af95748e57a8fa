/** Widgets of nodes inside of a subgraph that its instance shows as its own, and the values the instance gives them. */
import { SUBGRAPH_INPUTS } from '../graph.ts';
import type { FileNode, FileSubgraph } from './schema.ts';
import { CONTROL } from './widgets.ts';

/** A shown widget that is no input of the subgraph: it becomes one, by the name `input`. */
export interface Promoted {
  readonly input: string;
  readonly node: string;
  readonly widget: string;
}

/** A node of a file that says so means the instance's own input of that name. */
const OWN = '-1';

/** The first widget that each input of a subgraph sets, by the number of the input. */
export function linkedWidgets(
  graph: FileSubgraph,
): ReadonlyMap<number, { readonly node: string; readonly widget: string }> {
  const links = new Map(graph.links.map((it) => [it.id, it]));
  const found = new Map<number, { readonly node: string; readonly widget: string }>();
  for (const { id, inputs } of graph.nodes) {
    for (const { link, widget, name } of inputs) {
      const from = links.get(link ?? '');
      if (from?.from !== SUBGRAPH_INPUTS || !widget || found.has(from.fromSlot)) continue;
      found.set(from.fromSlot, { node: id, widget: widget.name || name });
    }
  }
  return found;
}

interface Shown {
  /** The input of the subgraph that sets the widget; undefined when none does. */
  readonly slot: number | undefined;
  readonly node: string;
  readonly widget: string;
}

/** What an instance lists as its widgets, in the order of its values. Older files list none: then inputs count. */
function shownBy(node: FileNode, graph: FileSubgraph): readonly Shown[] {
  const linked = linkedWidgets(graph);
  const listed = node.properties?.proxyWidgets;
  if (!listed) {
    return graph.inputs.flatMap((_, slot) => {
      const target = linked.get(slot);
      return target ? [{ slot, ...target }] : [];
    });
  }
  return listed.map(([inner, widget]) => {
    if (inner === OWN) return { slot: slotNamed(graph, widget), node: inner, widget };
    const slot = [...linked].find(([, it]) => it.node === inner && it.widget === widget)?.[0];
    return { slot, node: inner, widget };
  });
}

function slotNamed(graph: FileSubgraph, name: string): number | undefined {
  const slot = graph.inputs.findIndex((it) => it.name === name);
  return slot < 0 ? undefined : slot;
}

/** Widgets that an instance shows and no input of the subgraph sets. */
export function promotedOf(node: FileNode, graph: FileSubgraph): readonly Promoted[] {
  const taken = new Set(graph.inputs.map(({ name }) => name));
  return shownBy(node, graph).flatMap(({ slot, node: inner, widget }) => {
    if (slot !== undefined || inner === OWN || widget === CONTROL) return [];
    if (!graph.nodes.some(({ id }) => id === inner)) return [];
    let input = widget;
    for (let n = 2; taken.has(input); n += 1) input = `${widget}-${n}`;
    taken.add(input);
    return [{ input, node: inner, widget }];
  });
}

/** Values that an instance gives, by the name of the input of the subgraph. Null stands for none. */
export function valuesOf(node: FileNode, graph: FileSubgraph): ReadonlyMap<string, unknown> {
  const { widgets_values: values } = node;
  if (!values) return new Map();
  if (!Array.isArray(values)) return new Map(Object.entries(values));
  const promoted = promotedOf(node, graph);
  const named = shownBy(node, graph).flatMap((shown, i): [string, unknown][] => {
    const name =
      shown.slot === undefined
        ? promoted.find((it) => it.node === shown.node && it.widget === shown.widget)?.input
        : graph.inputs[shown.slot]?.name;
    const value: unknown = values[i];
    return name === undefined || value === undefined || value === null ? [] : [[name, value]];
  });
  return new Map(named);
}
