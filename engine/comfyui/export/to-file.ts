/**
 * A workflow of ours as the file that ComfyUI's editor opens, version 0.4, with our subgraphs as its own. Source:
 * docs.comfy.org, specs/workflow_json_0.4.
 */
import { createHash } from 'node:crypto';
import type { Native } from '../translate/wire.ts';
import type { Workflow } from '../../workflow/schema.ts';
import { withOwnWorkflow } from '../own-workflow.ts';
import { theirColours } from './colours.ts';
import { fileGroups, fileNotes } from './drawn.ts';
import { contextFor, type Exported, type ExportOptions, finish } from './exported.ts';
import { type FileContext, fileGraph, type FileGraph, type FileNode } from './file-graph.ts';
import { giveIds } from './ids.ts';
import { placeNodes } from './places.ts';
import { withKept } from './source-node.ts';
import { socketsOf } from './sockets.ts';
import { type SubgraphSockets, subgraphSockets } from './subgraph-sockets.ts';
import { type GraphContext, writeGraph } from './write-graph.ts';
import type { WrittenGraph, WrittenNode } from './written.ts';

type Subgraph = NonNullable<Workflow['subgraphs']>[string];
type View = NonNullable<Workflow['view']>;

/** @throws WorkflowError naming each input of ours that has no counterpart, and what would do. */
export function toFile(workflow: Workflow, options: ExportOptions): Exported<object> {
  const context = contextFor(workflow, options);
  const file = new FileWriter(workflow, options, context).write();
  return finish(withOwnWorkflow(file, workflow), context, options.where);
}

class FileWriter {
  readonly #workflow: Workflow;
  readonly #options: ExportOptions;
  readonly #context: GraphContext;
  readonly #graphs = new Map<string, WrittenGraph>();
  readonly #sockets = new Map<string, SubgraphSockets>();

  constructor(workflow: Workflow, options: ExportOptions, context: GraphContext) {
    this.#workflow = workflow;
    this.#options = options;
    this.#context = context;
  }

  write(): Readonly<Record<string, unknown>> {
    for (const [name, subgraph] of Object.entries(this.#workflow.subgraphs ?? {})) {
      const outputs = Object.entries(subgraph.outputs ?? {}).flatMap(([output, { from }]) =>
        from === undefined ? [] : [[output, { from }] as const],
      );
      const inputs = Object.keys(subgraph.inputs ?? {});
      this.#graphs.set(name, this.#written(subgraph.nodes, inputs, Object.fromEntries(outputs)));
    }
    const { view, name, description } = this.#workflow;
    const { nodes, links, groups, last } = this.#graph(this.#written(this.#workflow.nodes, [], {}), [], [], view);
    const subgraphs = [...this.#graphs].map(([each, graph]) => this.#subgraph(each, graph));
    return {
      id: uuid(`${name} ${JSON.stringify(this.#workflow.nodes)}`),
      revision: 0,
      last_node_id: last,
      last_link_id: links.length,
      nodes,
      links: links.map((it) => [it.id, it.origin_id, it.origin_slot, it.target_id, it.target_slot, it.type]),
      groups,
      ...(subgraphs.length > 0 ? { definitions: { subgraphs } } : {}),
      config: {},
      extra: { info: { name, ...(description === undefined ? {} : { description }) } },
      version: 0.4,
    };
  }

  #written(
    nodes: Subgraph['nodes'],
    inputs: readonly string[],
    outputs: Readonly<Record<string, Native>>,
  ): WrittenGraph {
    return writeGraph(new Map(Object.entries(withKept(nodes))), inputs, outputs, this.#context);
  }

  #subgraph(name: string, graph: WrittenGraph): object {
    const subgraph = this.#workflow.subgraphs?.[name];
    const { inputs, outputs } = this.#socketsOf(name);
    const view = subgraph?.view as View | undefined;
    const defaults = Object.values(subgraph?.inputs ?? {}).map((input) => input.default);
    const outputNames = outputs.map((output) => output.name);
    const { nodes, links, groups, last } = this.#graph(graph, outputNames, defaults, view);
    const [left, right] = edges(graph.nodes);
    const linkIds = (key: 'origin' | 'target', id: number, slot: number): readonly number[] =>
      links.flatMap((it) => (it[`${key}_id`] === id && it[`${key}_slot`] === slot ? [it.id] : []));
    const id = this.#idOf(name);
    return {
      id,
      version: 1,
      state: { lastGroupId: groups.length, lastNodeId: last, lastLinkId: links.length, lastRerouteId: 0 },
      revision: 0,
      config: {},
      name,
      inputNode: { id: -10, bounding: [left - 240, 0, 120, 40 + 20 * inputs.length] },
      outputNode: { id: -20, bounding: [right + 120, 0, 120, 40 + 20 * outputs.length] },
      inputs: inputs.map((input, slot) => ({
        id: uuid(`${id} input ${input.name}`),
        name: input.name,
        type: input.type,
        linkIds: linkIds('origin', -10, slot),
      })),
      outputs: outputs.map((output, slot) => ({
        id: uuid(`${id} output ${output.name}`),
        name: output.name,
        type: output.type,
        linkIds: linkIds('target', -20, slot),
      })),
      widgets: [],
      nodes,
      groups,
      links,
      extra: {},
    };
  }

  #graph(
    graph: WrittenGraph,
    outputs: readonly string[],
    defaults: readonly unknown[],
    view: View | undefined,
  ): FileGraph & { readonly groups: readonly object[]; readonly last: number } {
    const views = view?.nodes ?? {};
    for (const node of graph.nodes) node.control = controlOf(views[node.ours]);
    const last = giveIds(graph.nodes, (id) => /^[1-9]\d{0,8}$/.test(id));
    placeNodes(graph.nodes, views, (node) => this.#rows(node));
    const context: FileContext = {
      theirs: this.#options.theirs,
      socketsOf: (node) => this.#socketsOfNode(node),
      idOf: (name) => this.#idOf(name),
      defaults,
      colourOf: (node) => theirColours(views[node.at]?.colour),
    };
    const { nodes, links } = fileGraph(graph, outputs, context);
    const notes: readonly FileNode[] = fileNotes(view, last);
    return { nodes: [...nodes, ...notes], links, groups: fileGroups(view, graph.nodes), last: last + notes.length };
  }

  #rows(node: WrittenNode): { readonly rows: number; readonly texts: number } {
    const { inputs, outputs } = this.#socketsOfNode(node);
    const definition = this.#options.theirs.get(node.class);
    const texts = Object.values(definition?.inputs ?? {}).filter((it) => it.kind === 'text' && it.multiline === true);
    return { rows: Math.max(inputs.length, outputs.length), texts: texts.length };
  }

  #socketsOfNode(node: WrittenNode): SubgraphSockets {
    return node.isInstance ? this.#socketsOf(node.class) : socketsOf(node, this.#options.theirs);
  }

  #socketsOf(name: string): SubgraphSockets {
    const known = this.#sockets.get(name);
    if (known) return known;
    // One that contains itself ends here.
    this.#sockets.set(name, { inputs: [], outputs: [] });
    const names = this.#context.subgraphs.get(name);
    const graph = this.#graphs.get(name);
    if (!names || !graph) return { inputs: [], outputs: [] };
    const sockets = subgraphSockets(names.inputs, names.outputs, graph, (node) => this.#socketsOfNode(node));
    this.#sockets.set(name, sockets);
    return sockets;
  }

  #idOf(name: string): string {
    return uuid(`${name} ${JSON.stringify(this.#workflow.subgraphs?.[name])}`);
  }
}

type NodeView = NonNullable<View['nodes']>[string];

function controlOf(view: NodeView | undefined): string | undefined {
  const [change] = Object.values(view?.seeds ?? {});
  return change === 'random' ? 'randomize' : change;
}

function edges(nodes: readonly WrittenNode[]): readonly [number, number] {
  const places = nodes.flatMap(({ place }) => (place ? [place] : []));
  if (places.length === 0) return [0, 0];
  return [Math.min(...places.map(({ x }) => x)), Math.max(...places.map(({ x, width }) => x + width))];
}

/** An id that depends on the text alone, so that one workflow gives one file. Source: RFC 9562, section 5.8. */
function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
