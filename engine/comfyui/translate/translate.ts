/**
 * A workflow of ComfyUI as one of ours: node by node, each wire of theirs one wire of ours. Subgraphs stay subgraphs;
 * nodes stand where they stood.
 */
import type { NodeRegistry } from '../../graph/registry.ts';
import { SUBGRAPH_PREFIX } from '../../graph/flatten/subgraph-type.ts';
import type { ImportIssue } from '../../workflow/import/importer.ts';
import type { Workflow } from '../../workflow/schema.ts';
import { WorkflowError } from '../../workflow/workflow-error.ts';
import type { ComfyNodes } from '../define.ts';
import { SUBGRAPH_INPUTS, type TheirGraph, type TheirNode, type TheirSubgraph, type TheirWorkflow } from '../graph.ts';
import { asForeign } from './foreign.ts';
import { givenNode, type InstanceInputs } from './given-node.ts';
import { keptInputs, type Made } from './keep.ts';
import { becomeOf } from './counterpart.ts';
import { OurGraph } from './our-graph.ts';
import { editorNode } from './editor-nodes.ts';
import { type FoundInstance, instanceWires, type OurSubgraph, outputsOf, usedInputs } from './subgraph.ts';
import { theirOrder } from './their-order.ts';
import { viewOf } from './view.ts';
import { Untranslatable, type Wire, wire } from './wire.ts';

/** Levels that subgraphs may nest, as in our own files. */
const MAX_NESTING = 16;

/** Most nodes that are translated: instances of subgraphs inside of each other multiply. */
const MAX_NODES = 100_000;

export interface Translated {
  readonly workflow: Pick<Workflow, 'nodes' | 'subgraphs' | 'view'>;
  readonly issues: readonly ImportIssue[];
}

export interface TranslateOptions {
  /** Theirs, by class. */
  readonly nodes: ComfyNodes;
  /** Ours. */
  readonly registry: NodeRegistry;
  /** Names the file in errors. */
  readonly where: string;
  /** What could take the place of a class that is not known, in words that follow "try". */
  alternativeTo?(name: string): string | undefined;
}

/**
 * Nodes that are not known, or that have no counterpart as they are set, are kept whole: each is an issue.
 * @throws WorkflowError for nodes that read each other in a circle, and for subgraphs that nest too deep.
 */
export function translate(their: TheirWorkflow, options: TranslateOptions): Translated {
  const translation = new Translation(their, options);
  const { graph } = translation.graph(their, new Map(), new Map(), undefined, 0);
  const subgraphs = Object.fromEntries(translation.subgraphs);
  const view = viewOf(their, graph);
  return {
    workflow: {
      nodes: graph.nodes,
      ...(translation.subgraphs.size > 0 ? { subgraphs } : {}),
      ...(Object.keys(view).length > 0 ? { view } : {}),
    },
    issues: translation.issues,
  };
}

class Translation {
  readonly subgraphs = new Map<string, OurSubgraph>();
  readonly issues: ImportIssue[] = [];
  /** Names of subgraphs by their title and content. */
  readonly #names = new Map<string, string>();
  /** Nodes of theirs behind wires, that became none of ours. */
  readonly #made = new Map<Wire, Made>();
  readonly #their: TheirWorkflow;
  readonly #options: TranslateOptions;
  #count = 0;

  constructor(their: TheirWorkflow, options: TranslateOptions) {
    this.#their = their;
    this.#options = options;
  }

  /**
   * @param inputs wires of the inputs of a subgraph, as its nodes see them, by slot.
   * @param sockets types of these by name.
   */
  graph(
    their: TheirGraph,
    inputs: ReadonlyMap<number, Wire>,
    sockets: ReadonlyMap<string, string>,
    instance: InstanceInputs | undefined,
    depth: number,
  ): { readonly graph: OurGraph; readonly wires: ReadonlyMap<string, readonly Wire[]> } {
    const graph = new OurGraph(this.#options.registry, sockets);
    const wires = new Map<string, readonly Wire[]>();
    const ordered = theirOrder(their, this.#options.where);
    this.#count += ordered.length;
    if (this.#count > MAX_NODES) {
      throw new WorkflowError(this.#options.where, [`has more than ${MAX_NODES} nodes once its subgraphs are counted`]);
    }
    for (const node of ordered) {
      const given = new Map<string, Wire>();
      for (const [name, input] of node.inputs) {
        const found =
          input.kind === 'value'
            ? wire(input.value)
            : input.from.node === SUBGRAPH_INPUTS
              ? inputs.get(input.from.slot)
              : wires.get(input.from.node)?.[input.from.slot];
        if (found) given.set(name, found);
      }
      wires.set(node.id, this.#node(node, given, graph, instance, depth));
    }
    return { graph, wires };
  }

  #node(
    node: TheirNode,
    given: ReadonlyMap<string, Wire>,
    graph: OurGraph,
    instance: InstanceInputs | undefined,
    depth: number,
  ): readonly Wire[] {
    const subgraph = this.#their.subgraphOf(node);
    if (subgraph) return this.#instance(node, subgraph, given, graph, instance, depth);
    const definition = this.#options.nodes.get(node.class);
    const become = definition ? becomeOf(definition) : editorNode(node);
    if (!become) {
      const other = this.#options.alternativeTo?.(node.class);
      this.#report(node, `is not known here, and is kept as it is${other === undefined ? '' : `: try ${other}`}`);
      return asForeign(node, given, graph, 'is a node of ComfyUI that Inkloom does not know', this.#made);
    }
    try {
      const constants = new Map<string, unknown>();
      const seen = givenNode(node, given, graph, instance);
      const constant = (input: string): unknown => {
        const value = seen.constant(input);
        constants.set(input, value);
        return value;
      };
      const wires = become(
        { ...seen, constant },
        {
          add: (type, inputs) => graph.add(node, type, inputs),
          issue: (message) => this.#report(node, message),
        },
      );
      return typeof definition?.becomes === 'function' ? this.#kept(node, given, wires, constants, graph) : wires;
    } catch (error) {
      if (!(error instanceof Untranslatable)) throw error;
      graph.remove(node);
      this.#report(node, `${error.message}; it is kept as it is`);
      return asForeign(node, given, graph, error.message, this.#made);
    }
  }

  /** The wires; a node that became none of ours is remembered with them. */
  #kept(
    node: TheirNode,
    given: ReadonlyMap<string, Wire>,
    wires: readonly Wire[],
    constants: ReadonlyMap<string, unknown>,
    graph: OurGraph,
  ): readonly Wire[] {
    if (graph.idsOf.has(node.id)) {
      const kept = keptInputs(given, this.#made, constants);
      if (kept) graph.keep(node, kept);
      return wires;
    }
    return wires.map((from, slot) => {
      const own = { ...from };
      this.#made.set(own, { id: node.id, class: node.class, slot, given });
      return own;
    });
  }

  #instance(
    node: TheirNode,
    subgraph: TheirSubgraph,
    given: ReadonlyMap<string, Wire>,
    outer: OurGraph,
    outerInstance: InstanceInputs | undefined,
    depth: number,
  ): readonly Wire[] {
    if (depth >= MAX_NESTING) {
      throw new WorkflowError(this.#options.where, [
        `node ${node.id} (${subgraph.name}): subgraphs nest deeper than ${MAX_NESTING} levels`,
      ]);
    }
    const found = instanceWires(subgraph, given, outer, outerInstance);
    const { graph, wires } = this.graph(subgraph, found.inside, found.sockets, found, depth + 1);
    const outputs = outputsOf(subgraph, wires, found, graph);
    const inner: OurSubgraph = {
      ...usedInputs(found, graph, outputs.links),
      outputs: Object.fromEntries(Object.entries(outputs.links).map(([name, { from }]) => [name, { from }])),
      nodes: graph.nodes,
      view: viewOf(subgraph, graph) as OurSubgraph['view'],
    };
    const type = `${SUBGRAPH_PREFIX}${this.#named(subgraph.name, inner)}`;
    const placed = outer.addInstance(
      { title: subgraph.name, ...node },
      type,
      this.#given(found, inner),
      outputs.sockets,
    );
    return outputs.wires((name) => placed.out(name));
  }

  /** What the instance sets: of the inputs that are left. */
  #given(found: FoundInstance, inner: OurSubgraph): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.keys(inner.inputs).map((name) => [name, found.given.get(name)]));
  }

  /** The name under which a subgraph is kept: one for equal ones. */
  #named(title: string, inner: OurSubgraph): string {
    const base =
      title
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-+|-+$/g, '') || 'subgraph';
    const key = `${base} ${JSON.stringify(inner)}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    let name = base;
    for (let n = 2; this.subgraphs.has(name); n += 1) name = `${base}-${n}`;
    this.#names.set(key, name);
    this.subgraphs.set(name, inner);
    return name;
  }

  #report(node: TheirNode, message: string): void {
    const title = node.title === undefined || node.title === node.class ? node.class : `${node.title}, ${node.class}`;
    this.issues.push({ node: node.id, message: `Node ${node.id} (${title}) ${message}.` });
  }
}
