/**
 * The plan: what a graph asks for, checked as a whole. Finds every problem at once, orders nodes so that sources come
 * before what they feed, and says which targets a problem touches.
 */
import { checkNode, type PlannedInput, type PlannedNode } from './check-node.ts';
import { GraphError } from './graph-error.ts';
import type { Graph } from './graph.ts';
import type { GraphIssue } from './issues.ts';
import type { NodeRegistry } from './registry.ts';

export interface Plan {
  /** The valid nodes that the runnable targets need, sources first. */
  readonly nodes: ReadonlyMap<string, PlannedNode>;
  /** Targets whose whole ancestry is valid. */
  readonly targets: readonly string[];
  /** Every problem of the graph, also of parts no target needs. */
  readonly issues: readonly GraphIssue[];
}

export interface PlanOptions {
  /** Nodes to compute; default: every node whose definition is terminal. */
  readonly targets?: readonly string[];
  /** Leave out targets with problems in their ancestry instead of refusing the whole graph. Default false. */
  readonly partial?: boolean;
}

/**
 * Plans a graph.
 * @throws GraphError when a target cannot run (with `partial`: when none can).
 */
export function planGraph(graph: Graph, registry: NodeRegistry, options: PlanOptions = {}): Plan {
  const issues: GraphIssue[] = [];
  const checked = new Map<string, PlannedNode>();
  const invalid = new Set<string>();
  const ids = Object.keys(graph.nodes);
  const sources = (id: string) => {
    const raw = Object.hasOwn(graph.nodes, id) ? graph.nodes[id] : undefined;
    return raw && (registry.get(raw.type)?.outputs ?? 'unknown');
  };
  for (const [id, raw] of Object.entries(graph.nodes)) {
    const before = issues.length;
    const node = checkNode(id, raw, registry, sources, issues);
    if (node) checked.set(id, node);
    if (issues.length > before) invalid.add(id);
  }
  const wanted = options.targets ?? ids.filter((id) => checked.get(id)?.definition.terminal);
  for (const id of wanted) {
    if (!Object.hasOwn(graph.nodes, id)) issues.push({ code: 'unknown-target', node: id, known: ids });
  }
  if (wanted.length === 0) issues.push({ code: 'no-outputs', node: '' });

  const order = sourcesFirst(checked, invalid, issues);
  const targets = wanted.filter((id) => checked.has(id) && !invalid.has(id));
  const refused = targets.length < wanted.length;
  if (targets.length === 0 || (refused && !options.partial)) throw new GraphError(issues);

  const needed = new Set(targets);
  for (const id of order.toReversed()) {
    if (!needed.has(id)) continue;
    for (const input of checked.get(id)?.inputs.values() ?? []) if (input.kind === 'link') needed.add(input.source);
  }
  const nodes = new Map<string, PlannedNode>();
  for (const id of order) {
    const node = checked.get(id);
    if (node && needed.has(id)) nodes.set(id, node);
  }
  return { nodes, targets, issues };
}

/**
 * Kahn's algorithm. Adds nodes on or behind a cycle, and everything fed by an invalid or absent node, to `invalid`.
 * @returns ids, sources before what they feed, without those on or behind a cycle.
 */
export function sourcesFirst(nodes: ReadonlyMap<string, PlannedNode>, invalid: Set<string>, issues: GraphIssue[]): string[] {
  const waiting = new Map<string, number>();
  const feeds = new Map<string, string[]>();
  const ready: string[] = [];
  for (const [id, node] of nodes) {
    let links = 0;
    for (const input of node.inputs.values()) {
      if (input.kind !== 'link' || !nodes.has(input.source)) continue;
      links++;
      const fed = feeds.get(input.source);
      if (fed) fed.push(id);
      else feeds.set(input.source, [id]);
    }
    waiting.set(id, links);
    if (links === 0) ready.push(id);
  }
  const order: string[] = [];
  for (let i = 0; i < ready.length; i++) {
    const id = ready[i] as string;
    order.push(id);
    for (const input of nodes.get(id)?.inputs.values() ?? []) {
      if (input.kind === 'link' && (invalid.has(input.source) || !nodes.has(input.source))) invalid.add(id);
    }
    for (const next of feeds.get(id) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  if (order.length < nodes.size) {
    const done = new Set(order);
    const stuck = [...nodes.keys()].filter((id) => !done.has(id));
    for (const id of stuck) invalid.add(id);
    const path = findCycle(nodes, new Set(stuck));
    issues.push({ code: 'cycle', node: path[0] ?? '', path });
  }
  return order;
}

/** Walks sources inside `stuck` until a node repeats; every stuck node has one, so the walk ends on a cycle. */
function findCycle(nodes: ReadonlyMap<string, PlannedNode>, stuck: ReadonlySet<string>): string[] {
  const seen = new Map<string, number>();
  const path: string[] = [];
  let id = stuck.values().next().value;
  while (id !== undefined && !seen.has(id)) {
    seen.set(id, path.length);
    path.push(id);
    const inputs: Iterable<PlannedInput> = nodes.get(id)?.inputs.values() ?? [];
    id = [...inputs].flatMap((input) => (input.kind === 'link' && stuck.has(input.source) ? [input.source] : []))[0];
  }
  if (id === undefined) return path;
  return [...path.slice(seen.get(id)), id].toReversed();
}
