/** A workflow file with the values of widgets by name, and with the widgets that instances of subgraphs show. */
import type { ComfyNodes } from '../define.ts';
import {
  SUBGRAPH_INPUTS,
  SUBGRAPH_OUTPUTS,
  type TheirGraph,
  type TheirInput,
  type TheirNode,
  type TheirPlace,
  type TheirSubgraph,
  type TheirWorkflow,
} from '../graph.ts';
import { withOwnIds } from './own-ids.ts';
import { linkedWidgets, type Promoted, promotedOf, valuesOf } from './promoted.ts';
import type { ComfyFile, FileGraph, FileNode, FileSubgraph } from './schema.ts';
import { CONTROL, widgetValues } from './widgets.ts';

const NOTES: readonly string[] = ['Note', 'MarkdownNote'];

const MODES: Readonly<Record<number, 'mute' | 'bypass'>> = { 2: 'mute', 4: 'bypass' };

/** The size of a node whose file says none. */
const [WIDTH, HEIGHT] = [210, 100];

export function toGraph(file: ComfyFile, nodes: ComfyNodes): TheirWorkflow {
  const subgraphs = new Map(file.subgraphs.map((it) => [it.id, it]));
  // A node stands for its instance: two instances of one subgraph may show different widgets.
  const instances = new Map<TheirNode, () => TheirSubgraph>();
  const read = (graph: FileGraph, promoted: readonly Promoted[], firstSlot: number): TheirGraph => {
    const links = new Map(graph.links.map((it) => [it.id, it]));
    const own = withOwnIds(graph.nodes.filter(({ type }) => !NOTES.includes(type)));
    const read1 = (node: FileNode): TheirNode => {
      const subgraph = subgraphs.get(node.type);
      const values = subgraph ? valuesOf(node, subgraph) : widgetValues(node, nodes);
      const inputs = new Map<string, TheirInput>();
      for (const [name, value] of values) if (name !== CONTROL) inputs.set(name, { kind: 'value', value });
      for (const { name, link } of node.inputs) {
        const from = links.get(link ?? '');
        if (from) inputs.set(name, { kind: 'link', from: { node: from.from, slot: from.fromSlot } });
      }
      promoted.forEach(({ node: inner, widget }, i) => {
        if (inner !== node.id || inputs.get(widget)?.kind === 'link') return;
        inputs.set(widget, { kind: 'link', from: { node: SUBGRAPH_INPUTS, slot: firstSlot + i } });
      });
      const their: TheirNode = { ...described(node), inputs, ...controlOf(values) };
      if (subgraph) instances.set(their, () => readSubgraph(subgraph, promotedOf(node, subgraph)));
      return their;
    };
    return { nodes: new Map(own.map((it) => [it.id, read1(it)])), ...drawn(graph) };
  };
  const readSubgraph = (graph: FileSubgraph, promoted: readonly Promoted[]): TheirSubgraph => {
    const widgets = linkedWidgets(graph);
    const inside = new Map(graph.nodes.toReversed().map((it) => [it.id, it]));
    const ends = new Map(
      graph.links.toReversed().flatMap((it) => (it.to === SUBGRAPH_OUTPUTS ? [[it.toSlot, it] as const] : [])),
    );
    const valueAt = (node: string, widget: string): { readonly value?: unknown } => {
      const inner = inside.get(node);
      const subgraph = inner && subgraphs.get(inner.type);
      const values = inner && (subgraph ? valuesOf(inner, subgraph) : widgetValues(inner, nodes));
      return values?.has(widget) ? { value: values.get(widget) } : {};
    };
    return {
      ...read(graph, promoted, graph.inputs.length),
      name: graph.name,
      inputs: [
        ...graph.inputs.map(({ name, label }, i) => {
          const target = widgets.get(i);
          const shown = typeof label === 'string' ? { label } : {};
          return { name, ...shown, ...(target ? valueAt(target.node, target.widget) : {}) };
        }),
        ...promoted.map(({ input, node, widget }) => ({ name: input, ...valueAt(node, widget) })),
      ],
      outputs: graph.outputs.map(({ name, type }, i) => {
        const end = ends.get(i);
        return { name, type, ...(end ? { from: { node: end.from, slot: end.fromSlot } } : {}) };
      }),
    };
  };
  return { ...read(file, [], 0), subgraphOf: (node) => instances.get(node)?.() };
}

function described(node: FileNode): Omit<TheirNode, 'inputs'> {
  const mode = MODES[node.mode];
  const place = placeOf(node);
  const colour = node.bgcolor ?? node.color;
  return {
    id: node.id,
    class: node.type,
    ...(node.title === undefined ? {} : { title: node.title }),
    ...(mode ? { mode } : {}),
    outputs: node.outputs.map(({ name, type }) => ({ name, type })),
    ...(place ? { place } : {}),
    ...(colour === undefined ? {} : { colour }),
    raw: node.raw,
  };
}

function placeOf({ pos, size }: FileNode): TheirPlace | undefined {
  return pos && { x: pos[0], y: pos[1], width: size?.[0] ?? WIDTH, height: size?.[1] ?? HEIGHT };
}

function controlOf(values: ReadonlyMap<string, unknown>): { readonly control?: string } {
  const control = values.get(CONTROL);
  return typeof control === 'string' ? { control } : {};
}

function drawn(graph: FileGraph): Pick<TheirGraph, 'groups' | 'notes'> {
  return {
    groups: graph.groups.flatMap((group) => {
      if (!group) return [];
      const [x, y, width, height] = group.bounding;
      return [{ title: group.title, x, y, width, height, ...(group.color ? { colour: group.color } : {}) }];
    }),
    notes: graph.nodes.flatMap((node) => {
      if (!NOTES.includes(node.type)) return [];
      const [text] = Object.values(node.widgets_values ?? []);
      const colour = node.bgcolor ?? node.color;
      const place = placeOf(node) ?? { x: 0, y: 0, width: WIDTH, height: HEIGHT };
      return [{ text: typeof text === 'string' ? text : '', ...place, ...(colour ? { colour } : {}) }];
    }),
  };
}
