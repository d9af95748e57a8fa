/**
 * From the graph people write to the flat one that is checked and run: subgraphs are put in place, muted and bypassed nodes and
 * reroutes are gone, lists are unrolled.
 */
import type { Graph } from '../graph.ts';
import type { GraphIssue } from '../issues.ts';
import type { NodeRegistry } from '../registry.ts';
import { unrollLists } from './each.ts';
import type { FlatNodes } from './flat-node.ts';
import { applyModes } from './modes.ts';
import { removeReroutes } from './reroutes.ts';
import { inlineSubgraphs } from './subgraphs.ts';

/** Adds what is wrong on the way to `issues`. */
export function flatten(graph: Graph, registry: NodeRegistry, issues: GraphIssue[]): FlatNodes {
  // Each pass gives its input back when it has nothing to do: a plain graph costs a look at every node.
  return unrollLists(removeReroutes(applyModes(inlineSubgraphs(graph, issues), registry)), registry, issues);
}

/** Whether a node of the flat graph comes from this node of the written one: itself, a copy, or a part of a subgraph. */
export function comesFrom(flat: string, written: string): boolean {
  return flat === written || flat.startsWith(`${written}#`) || flat.startsWith(`${written}:`);
}
