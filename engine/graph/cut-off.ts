/** Why a graph has nothing to run: the modes that leave out each node that would give a result. */
import { comesFrom } from './flatten/flatten.ts';
import type { Cut } from './flatten/modes.ts';
import { SUBGRAPH_PREFIX } from './flatten/subgraph-type.ts';
import type { Graph } from './graph.ts';
import type { GraphIssue } from './issues.ts';
import type { NodeRegistry } from './registry.ts';

/** Most nodes that are named. */
const NAMED = 20;

/**
 * @param cuts the nodes that are left out.
 * @param asked ids of the nodes to compute; undefined: every terminal node.
 */
export function nothingToRun(
  graph: Graph,
  registry: NodeRegistry,
  cuts: ReadonlyMap<string, Cut>,
  asked: readonly string[] | undefined,
): GraphIssue[] {
  const issues: GraphIssue[] = [];
  for (const [node, { type, by, why }] of cuts) {
    const isWanted = asked
      ? asked.some((target) => comesFrom(node, target))
      : givesResult(type, graph, registry, new Set());
    if (isWanted && issues.length < NAMED) issues.push({ code: 'cut-off', node, by, why });
  }
  return issues.length > 0 ? issues : [{ code: 'no-outputs', node: '' }];
}

/** Whether a type is terminal, or a subgraph with a terminal node inside. */
function givesResult(type: string, graph: Graph, registry: NodeRegistry, seen: Set<string>): boolean {
  if (!type.startsWith(SUBGRAPH_PREFIX)) return registry.get(type)?.terminal === true;
  if (seen.has(type)) return false;
  seen.add(type);
  const name = type.slice(SUBGRAPH_PREFIX.length);
  const subgraph = Object.hasOwn(graph.subgraphs ?? {}, name) ? graph.subgraphs?.[name] : undefined;
  return Object.values(subgraph?.nodes ?? {}).some((node) => givesResult(node.type, graph, registry, seen));
}
