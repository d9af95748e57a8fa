/**
 * Plans a graph: checks it as a whole, orders its nodes sources first, and finds the targets each problem affects. All
 * problems are reported at once.
 */
import { checkNode, type PlannedNode, sourcesOf } from './check-node.ts';
import { nothingToRun } from './cut-off.ts';
import { comesFrom, flatten } from './flatten/flatten.ts';
import { GraphError } from './graph-error.ts';
import type { Graph } from './graph.ts';
import type { GraphIssue } from './issues.ts';
import type { NodeRegistry } from './registry.ts';
import { topologicalOrder } from './topological.ts';

export interface Plan {
  /** The nodes the runnable targets need, sources first. */
  readonly nodes: ReadonlyMap<string, PlannedNode>;
  /** Targets whose whole ancestry is valid. */
  readonly targets: readonly string[];
  /** Every problem of the graph, including parts no target needs. */
  readonly issues: readonly GraphIssue[];
}

export interface PlanOptions {
  /**
   * Ids of the nodes to compute. A node with a list of values stands for all of its copies, an instance of a subgraph
   * for the terminal nodes inside. Default: every node whose definition is terminal.
   */
  readonly targets?: readonly string[];
  /** Leaves out targets with problems in their ancestry instead of refusing the whole graph. Default false. */
  readonly partial?: boolean;
  /** Most nodes once subgraphs and lists of values are unrolled; default 100,000. */
  readonly most?: number | undefined;
}

/**
 * Plans a graph.
 * @throws GraphError when a target cannot run (with `partial`: when none can), or when there are too many nodes.
 */
export function planGraph(graph: Graph, registry: NodeRegistry, options: PlanOptions = {}): Plan {
  const issues: GraphIssue[] = [];
  const { nodes: flat, cuts } = flatten(graph, registry, issues, options.most);
  const lost = issues.length > 0;
  const checked = new Map<string, PlannedNode>();
  const invalid = new Set(issues.map(({ node }) => node));
  const sources = (id: string) => {
    const raw = flat.get(id);
    return raw && (registry.get(raw.type)?.outputs ?? 'unknown');
  };
  for (const [id, raw] of flat) {
    const before = issues.length;
    const node = checkNode(id, raw, registry, sources, issues);
    if (node) checked.set(id, node);
    if (issues.length > before) invalid.add(id);
  }
  const wanted = wantedTargets(graph, flat, checked, issues, options.targets);
  if (wanted.length === 0) issues.push(...nothingToRun(graph, registry, cuts, options.targets));

  const order = validOrder(checked, invalid, issues);
  const targets = wanted.filter((id) => checked.has(id) && !invalid.has(id));
  // A node that flattening dropped may have been a target.
  const refused = lost || targets.length < wanted.length || issues.some(({ code }) => code === 'unknown-target');
  if (targets.length === 0 || (refused && !options.partial)) throw new GraphError(issues);

  const needed = new Set(targets);
  for (const id of order.toReversed())
    if (needed.has(id)) for (const source of sourcesOf(checked.get(id))) needed.add(source);
  const nodes = new Map<string, PlannedNode>();
  for (const id of order) {
    const node = checked.get(id);
    if (node && needed.has(id)) nodes.set(id, node);
  }
  return { nodes, targets, issues };
}

/** The flat nodes among the targets. A muted target is ignored; a target that never existed is an issue. */
function wantedTargets(
  graph: Graph,
  flat: ReadonlyMap<string, unknown>,
  checked: ReadonlyMap<string, PlannedNode>,
  issues: GraphIssue[],
  asked?: readonly string[],
): string[] {
  const ids = [...flat.keys()];
  const known = Object.keys(graph.nodes);
  if (!asked) return ids.filter((id) => checked.get(id)?.definition.terminal);
  return asked.flatMap((target) => {
    if (flat.has(target)) return [target];
    const found = ids.filter(
      (id) => comesFrom(id, target) && (!id.startsWith(`${target}:`) || checked.get(id)?.definition.terminal),
    );
    if (found.length === 0 && !Object.hasOwn(graph.nodes, target))
      issues.push({ code: 'unknown-target', node: target, known });
    return found;
  });
}

/**
 * Orders nodes sources first, leaving out nodes on or behind a cycle. Adds to `invalid` every node that an invalid or
 * absent node feeds, and every node on or behind a cycle.
 */
export function validOrder(
  nodes: ReadonlyMap<string, PlannedNode>,
  invalid: Set<string>,
  issues: GraphIssue[],
): readonly string[] {
  const { order, stuck } = topologicalOrder(nodes, sourcesOf);
  // A link to a node that does not exist is an issue of its own, so nothing is absent where nothing is invalid.
  if (invalid.size > 0)
    for (const id of order)
      for (const source of sourcesOf(nodes.get(id))) if (invalid.has(source) || !nodes.has(source)) invalid.add(id);
  for (const id of stuck) invalid.add(id);
  if (stuck.length > 0) {
    const path = findCycle(nodes, new Set(stuck));
    issues.push({ code: 'cycle', node: path[0] ?? '', path });
  }
  return order;
}

/** Follows sources within `stuck` until a node repeats: every stuck node has one, so the walk ends in a cycle. */
function findCycle(nodes: ReadonlyMap<string, PlannedNode>, stuck: ReadonlySet<string>): string[] {
  const seen = new Map<string, number>();
  const path: string[] = [];
  let id = stuck.values().next().value;
  while (id !== undefined && !seen.has(id)) {
    seen.set(id, path.length);
    path.push(id);
    id = sourcesOf(nodes.get(id)).find((source) => stuck.has(source));
  }
  if (id === undefined) return path;
  return [...path.slice(seen.get(id)), id].toReversed();
}
