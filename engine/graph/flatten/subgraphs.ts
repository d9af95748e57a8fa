/** Replaces instances of subgraphs by their nodes. Node `inner` of instance `outer` becomes `outer:inner`. */
import { type Graph, type GraphNode, type Link, readLink, type Subgraph } from '../graph.ts';
import type { GraphIssue } from '../issues.ts';
import { mapLinks } from './flat-node.ts';

/** Prefix of the type of an instance, before the name of its subgraph. */
export const SUBGRAPH_PREFIX = 'subgraph/';
/** Id of the instance within its subgraph. */
const INPUTS = '$inputs';

/** The instance whose nodes are inlined; for the graph itself, nothing around it. */
interface Scope {
  /** Prefix of the ids inside: `outer:`. */
  readonly prefix: string;
  /** Gives the value of an input of the instance. */
  readonly outer: (name: string) => unknown;
  /** Mode of the instance: it applies to every node inside. */
  readonly mode: GraphNode['mode'];
  /** Names of the enclosing subgraphs, outermost first. */
  readonly path: readonly string[];
}

export function inlineSubgraphs(graph: Graph, issues: GraphIssue[]): ReadonlyMap<string, GraphNode> {
  if (!Object.values(graph.nodes).some(({ type }) => type.startsWith(SUBGRAPH_PREFIX)))
    return new Map(Object.entries(graph.nodes));
  const inliner = new Inliner(graph.subgraphs ?? {}, issues);
  inliner.place(graph.nodes, { prefix: '', outer: () => undefined, mode: undefined, path: [] });
  return inliner.linked();
}

class Inliner {
  readonly #subgraphs: Readonly<Record<string, Subgraph>>;
  readonly #issues: GraphIssue[];
  readonly #flat = new Map<string, GraphNode>();
  /** For every instance, the links its outputs stand for. */
  readonly #outputs = new Map<string, ReadonlyMap<string, Link>>();

  constructor(subgraphs: Readonly<Record<string, Subgraph>>, issues: GraphIssue[]) {
    this.#subgraphs = subgraphs;
    this.#issues = issues;
  }

  place(nodes: Readonly<Record<string, GraphNode>>, { prefix, outer, mode, path }: Scope): void {
    const relink = ({ from }: Link): unknown =>
      from.startsWith(`${INPUTS}.`) ? outer(from.slice(INPUTS.length + 1)) : { from: prefix + from };
    for (const [name, node] of Object.entries(nodes)) {
      const id = prefix + name;
      const placed = { ...node, mode: mode ?? node.mode, inputs: mapLinks(node.inputs ?? {}, relink) };
      const subgraph = this.#subgraphOf(id, node.type, path);
      if (subgraph) this.#inline(id, placed, subgraph, [...path, nameOf(node.type)]);
      else this.#flat.set(id, placed);
    }
  }

  /** The inlined nodes, with links to outputs of instances replaced by links to the nodes that compute them. */
  linked(): ReadonlyMap<string, GraphNode> {
    // An output may stand for an output of an inner instance.
    const follow = (value: Link): Link => {
      const source = readLink(value);
      const target = source && this.#outputs.get(source.node)?.get(source.output);
      return target ? follow(target) : value;
    };
    for (const [id, node] of this.#flat) this.#flat.set(id, { ...node, inputs: mapLinks(node.inputs ?? {}, follow) });
    return this.#flat;
  }

  /** The subgraph of an instance; undefined for any other node, and with an issue when there is no such subgraph. */
  #subgraphOf(node: string, type: string, path: readonly string[]): Subgraph | undefined {
    if (!type.startsWith(SUBGRAPH_PREFIX)) return undefined;
    const name = nameOf(type);
    const subgraph = Object.hasOwn(this.#subgraphs, name) ? this.#subgraphs[name] : undefined;
    if (!subgraph) {
      this.#issues.push({ code: 'unknown-subgraph', node, received: name, known: Object.keys(this.#subgraphs) });
      return undefined;
    }
    if (path.includes(name)) {
      this.#issues.push({ code: 'recursive-subgraph', node, path: [...path, name] });
      return undefined;
    }
    return subgraph;
  }

  #inline(id: string, instance: GraphNode, subgraph: Subgraph, path: readonly string[]): void {
    const given = instance.inputs ?? {};
    const { inputs = {}, outputs = {} } = subgraph;
    this.#checkInputs(id, given, inputs);
    const outer = (name: string): unknown => given[name] ?? inputs[name]?.default;
    this.place(subgraph.nodes, { prefix: `${id}:`, outer, mode: instance.mode, path });
    const links = new Map<string, Link>();
    for (const [name, { from }] of Object.entries(outputs)) links.set(name, { from: `${id}:${from}` });
    this.#outputs.set(id, links);
  }

  #checkInputs(
    node: string,
    given: Readonly<Record<string, unknown>>,
    declared: NonNullable<Subgraph['inputs']>,
  ): void {
    const known = Object.keys(declared);
    for (const input of Object.keys(given))
      if (!known.includes(input)) this.#issues.push({ code: 'unknown-input', node, input, known });
    for (const [input, { default: value }] of Object.entries(declared))
      if (given[input] === undefined && value === undefined)
        this.#issues.push({ code: 'missing-input', node, input, expected: 'any' });
  }
}

/** The name of the subgraph an instance uses. */
function nameOf(type: string): string {
  return type.slice(SUBGRAPH_PREFIX.length);
}
