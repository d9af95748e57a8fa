/** The nodes and links of one graph as a file lists them. */
import type { ComfyNodes } from '../define.ts';
import { SUBGRAPH_INPUTS, SUBGRAPH_OUTPUTS } from '../graph.ts';
import type { TheirColours } from './colours.ts';
import { type InputSocket, type OutputSocket, rawValues, widgetsValues } from './sockets.ts';
import type { SubgraphSockets } from './subgraph-sockets.ts';
import type { WrittenGraph, WrittenInput, WrittenNode } from './written.ts';

export interface FileLink {
  readonly id: number;
  readonly origin_id: number;
  readonly origin_slot: number;
  readonly target_id: number;
  readonly target_slot: number;
  readonly type: string;
}

export type FileNode = Readonly<Record<string, unknown>> & { readonly id: number };

export interface FileGraph {
  readonly nodes: readonly FileNode[];
  readonly links: readonly FileLink[];
}

export interface FileContext {
  readonly theirs: ComfyNodes;
  socketsOf(node: WrittenNode): SubgraphSockets;
  /** Id of a subgraph by its name. */
  idOf(subgraph: string): string;
  /** Values that the inputs of this graph have when an instance gives none, by slot. */
  readonly defaults: readonly unknown[];
  colourOf(node: WrittenNode): TheirColours | undefined;
}

const MODES = { mute: 2, bypass: 4 } as const;

/** @param outputs of the subgraph, in order. */
export function fileGraph(graph: WrittenGraph, outputs: readonly string[], context: FileContext): FileGraph {
  const links: FileLink[] = [];
  /** Links by the id of the node that they begin at, and its slot. */
  const given = new Map<number, Map<number, number[]>>();
  /** @returns the id of the link; undefined for an input that has a value. */
  const connect = (input: WrittenInput | undefined, target: number, slot: number, type: string): number | undefined => {
    if (input?.kind !== 'link') return undefined;
    const origin = input.from === 'inputs' ? Number(SUBGRAPH_INPUTS) : Number(input.from.id);
    const source = input.from === 'inputs' ? undefined : context.socketsOf(input.from).outputs[input.slot];
    const id = links.length + 1;
    links.push({
      id,
      origin_id: origin,
      origin_slot: input.slot,
      target_id: target,
      target_slot: slot,
      type: source && source.type !== '*' ? source.type : type,
    });
    const slots = given.get(origin) ?? new Map<number, number[]>();
    given.set(origin, slots);
    slots.set(input.slot, [...(slots.get(input.slot) ?? []), id]);
    return id;
  };
  const inputs = new Map(
    graph.nodes.map((node) => [
      node,
      context.socketsOf(node).inputs.map((socket, slot) => ({
        name: socket.name,
        type: socket.type,
        ...(socket.isWidget ? { widget: { name: socket.name } } : {}),
        link: connect(node.inputs.get(socket.name), Number(node.id), slot, socket.type) ?? null,
      })),
    ]),
  );
  for (const [slot, name] of outputs.entries()) connect(graph.outputs.get(name), Number(SUBGRAPH_OUTPUTS), slot, '*');
  const nodes = graph.nodes.map((node, order) => ({
    ...described(node, order, context),
    inputs: inputs.get(node) ?? [],
    outputs: outputsOf(node, context, given.get(Number(node.id)) ?? new Map()),
    ...values(node, context),
  }));
  return { nodes, links };
}

function described(node: WrittenNode, order: number, context: FileContext): FileNode {
  const { x = 0, y = 0, width = 0, height = 0 } = node.place ?? {};
  return {
    id: Number(node.id),
    type: node.isInstance ? context.idOf(node.class) : node.class,
    pos: [x, y],
    size: [width, height],
    flags: {},
    order,
    mode: node.mode ? MODES[node.mode] : 0,
    ...(node.title === undefined ? {} : { title: node.title }),
    ...context.colourOf(node),
  };
}

/** An output that is linked is listed, also of a node whose outputs are not known. */
function outputsOf(
  node: WrittenNode,
  context: FileContext,
  given: ReadonlyMap<number, readonly number[]>,
): readonly object[] {
  const known = context.socketsOf(node).outputs;
  const linked = [...given.keys()].map((slot) => slot + 1);
  return Array.from({ length: Math.max(known.length, ...linked) }, (_, slot) => {
    const { name, type }: OutputSocket = known[slot] ?? { name: `output ${slot + 1}`, type: '*' };
    return { name, type, slot_index: slot, links: given.get(slot) ?? null };
  });
}

/** The values of widgets, and which an instance of a subgraph shows. */
function values(node: WrittenNode, context: FileContext): object {
  if (node.isInstance) {
    const shown = context.socketsOf(node).inputs.filter((socket): socket is InputSocket => {
      return socket.isWidget && node.inputs.get(socket.name)?.kind !== 'link';
    });
    const given = shown.map(({ name }) => {
      const input = node.inputs.get(name);
      return input?.kind === 'value' ? input.value : null;
    });
    return { properties: { proxyWidgets: shown.map(({ name }) => ['-1', name]) }, widgets_values: given };
  }
  const definition = node.raw === undefined ? context.theirs.get(node.class) : undefined;
  if (!definition) return { properties: {}, widgets_values: rawValues(node) };
  const linked = (name: string): unknown => {
    const input = node.inputs.get(name);
    return input?.kind === 'link' && input.from === 'inputs' ? context.defaults[input.slot] : undefined;
  };
  return {
    properties: { 'Node name for S&R': node.class },
    widgets_values: widgetsValues(node, definition, linked),
  };
}
