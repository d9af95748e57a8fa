/**
 * Replaces instances of subgraphs by their nodes. Node `inner` of instance `outer` becomes `outer:inner`. A muted or
 * bypassed instance stays as one node: nothing inside runs.
 */
import { type Graph, type GraphNode, type Link, type Subgraph } from '../graph.ts';
import type { GraphIssue } from '../issues.ts';
import { MAX_NESTING } from './budget.ts';
import { mapLinks, readLinkList } from './flat-node.ts';
import { follower } from './follow.ts';
import { SUBGRAPH_PREFIX } from './subgraph-type.ts';

/** Id of the instance within its subgraph. */
const INPUTS = '$inputs';

/** The instance whose nodes are inlined; for the graph itself, nothing around it. */
interface Scope {
  /** Prefix of the ids inside: `outer:`. */
  readonly prefix: string;
  /** Gives the value of an input of the instance. */
  readonly outer: (name: string) => unknown;
  /** Names of the enclosing subgraphs, outermost first. */
  readonly path: readonly string[];
}

export function inlineSubgraphs(graph: Graph, issues: GraphIssue[]): ReadonlyMap<string, GraphNode> {
  const plain = new Map<string, GraphNode>();
  let isPlain = true;
  for (const [id, node] of Object.entries(graph.nodes)) {
    plain.set(id, node);
    isPlain &&= !node.type.startsWith(SUBGRAPH_PREFIX);
  }
  if (isPlain) return plain;
  const inliner = new Inliner(graph.subgraphs ?? {}, issues);
  inliner.place(graph.nodes, { prefix: '', outer: () => undefined, path: [] });
  return inliner.linked();
}

class Inliner {
  readonly #subgraphs: Readonly<Record<string, Subgraph>>;
  readonly #names: readonly string[];
  readonly #issues: GraphIssue[];
  readonly #flat = new Map<string, GraphNode>();
  /** For every instance, the values its outputs stand for: links, and literals that it passes through. */
  readonly #outputs = new Map<string, ReadonlyMap<string, unknown>>();

  constructor(subgraphs: Readonly<Record<string, Subgraph>>, issues: GraphIssue[]) {
    this.#subgraphs = subgraphs;
    this.#names = Object.keys(subgraphs);
    this.#issues = issues;
  }

  place(nodes: Readonly<Record<string, GraphNode>>, { prefix, outer, path }: Scope): void {
    const relink = ({ from }: Link): unknown => {
      const name = readInput(from);
      return name === undefined ? { from: prefix + from } : outer(name);
    };
    for (const [name, node] of Object.entries(nodes)) {
      const id = prefix + name;
      const placed = { ...node, inputs: mapLinks(node.inputs ?? {}, relink) };
      const subgraph = node.mode === undefined ? this.#subgraphOf(id, node.type, path) : undefined;
      if (subgraph) this.#inline(id, placed, subgraph, [...path, nameOf(node.type)]);
      else this.#flat.set(id, placed);
    }
  }

  /** The inlined nodes, with links to outputs of instances replaced by links to the nodes that compute them. */
  linked(): ReadonlyMap<string, GraphNode> {
    // An output may stand for an output of an inner instance, or for an input of its own.
    const follow = follower((node, output) => {
      const outputs = this.#outputs.get(node);
      if (!outputs?.has(output)) return undefined;
      const value = outputs.get(output);
      if (value === undefined) return [];
      return readLinkList(value) ?? [value];
    });
    const relink = (from: Link): unknown => {
      const { values } = follow(from);
      return values.length > 1 ? values : values[0];
    };
    for (const [id, node] of this.#flat) this.#flat.set(id, { ...node, inputs: mapLinks(node.inputs ?? {}, relink) });
    return this.#flat;
  }

  /** The subgraph of an instance; undefined for any other node, and with an issue when there is no such subgraph. */
  #subgraphOf(node: string, type: string, path: readonly string[]): Subgraph | undefined {
    if (!type.startsWith(SUBGRAPH_PREFIX)) return undefined;
    const name = nameOf(type);
    const subgraph = Object.hasOwn(this.#subgraphs, name) ? this.#subgraphs[name] : undefined;
    if (!subgraph) {
      this.#issues.push({ code: 'unknown-subgraph', node, received: name, known: this.#names });
      return undefined;
    }
    if (path.includes(name)) {
      this.#issues.push({ code: 'recursive-subgraph', node, path: [...path, name] });
      return undefined;
    }
    if (path.length >= MAX_NESTING) {
      this.#issues.push({ code: 'too-deep', node, max: MAX_NESTING });
      return undefined;
    }
    return subgraph;
  }

  #inline(id: string, instance: GraphNode, subgraph: Subgraph, path: readonly string[]): void {
    const given = instance.inputs ?? {};
    const { inputs = {}, outputs = {} } = subgraph;
    this.#checkInputs(id, given, inputs);
    const outer = (name: string): unknown => given[name] ?? inputs[name]?.default;
    this.place(subgraph.nodes, { prefix: `${id}:`, outer, path });
    const values = Object.entries(outputs).map(([name, { from }]) => {
      if (from === undefined) return [name, undefined] as const;
      const inner = readInput(from);
      return [name, inner === undefined ? { from: `${id}:${from}` } : outer(inner)] as const;
    });
    this.#outputs.set(id, new Map(values));
  }

  #checkInputs(
    node: string,
    given: Readonly<Record<string, unknown>>,
    declared: NonNullable<Subgraph['inputs']>,
  ): void {
    const known = Object.keys(declared);
    for (const input of Object.keys(given))
      if (!Object.hasOwn(declared, input)) this.#issues.push({ code: 'unknown-input', node, input, known });
    for (const [input, { default: value }] of Object.entries(declared))
      if (given[input] === undefined && value === undefined)
        this.#issues.push({ code: 'missing-input', node, input, expected: 'any' });
  }
}

/** The input of the instance that a link inside a subgraph reads; undefined for a link to a node. */
function readInput(from: string): string | undefined {
  return from.startsWith(`${INPUTS}.`) ? from.slice(INPUTS.length + 1) : undefined;
}

/** The name of the subgraph an instance uses. */
function nameOf(type: string): string {
  return type.slice(SUBGRAPH_PREFIX.length);
}
