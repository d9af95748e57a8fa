/**
 * Flattens the graph a user writes to the one that is checked and run: subgraphs are inlined, muted nodes, bypassed
 * nodes and reroutes are removed, lists of values are unrolled.
 */
import type { Graph } from '../graph.ts';
import type { GraphIssue } from '../issues.ts';
import type { NodeRegistry } from '../registry.ts';
import { checkFlatSize, FLAT_NODES, inlinedSize } from './budget.ts';
import { unrollLists } from './value-lists.ts';
import { applyModes, type WithoutModes } from './modes.ts';
import { removeReroutes } from './reroutes.ts';
import { signatures } from './signature.ts';
import { inlineSubgraphs } from './subgraphs.ts';

/**
 * Adds every problem it finds to `issues`.
 * @param most nodes of the flat graph.
 * @throws GraphError `too-many-nodes`, before the nodes are made.
 */
export function flatten(graph: Graph, registry: NodeRegistry, issues: GraphIssue[], most = FLAT_NODES): WithoutModes {
  checkFlatSize(inlinedSize(graph), most);
  // A pass with nothing to do returns its input, so a plain graph costs one look at every node.
  const { nodes, cuts } = applyModes(inlineSubgraphs(graph, issues), signatures(graph, registry));
  return { nodes: unrollLists(removeReroutes(nodes), registry, issues, most), cuts };
}

/** Whether a flat node comes from a written node: it is the node itself, a copy, or part of its subgraph. */
export function comesFrom(flat: string, written: string): boolean {
  return flat === written || flat.startsWith(`${written}#`) || flat.startsWith(`${written}:`);
}
