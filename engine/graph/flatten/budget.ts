/**
 * The size of a flat graph, known before any of its nodes is made: a file of 3 KB with nested subgraphs or lists of
 * values stands for ten million nodes.
 */
import { GraphError } from '../graph-error.ts';
import type { Graph, GraphNode } from '../graph.ts';
import { SUBGRAPH_PREFIX } from './subgraph-type.ts';

/** Most nodes of a flat graph, unless the caller allows fewer. */
export const FLAT_NODES = 100_000;

/** Levels that subgraphs may nest. */
export const MAX_NESTING = 16;

/** Inputs, or items of lists of links, that count as one more node. */
const INPUTS_PER_NODE = 16;

/** @throws GraphError `too-many-nodes` */
export function checkFlatSize(nodes: number, most: number): void {
  if (nodes > most) throw new GraphError([{ code: 'too-many-nodes', node: '', max: most, received: nodes }]);
}

/** The cost of a node: one, and more with many inputs. */
export function costOf({ inputs = {} }: Pick<GraphNode, 'inputs'>): number {
  let links = 0;
  for (const name in inputs) {
    const value = inputs[name];
    links += Array.isArray(value) ? value.length : 1;
  }
  return 1 + Math.floor(links / INPUTS_PER_NODE);
}

/**
 * Nodes of a graph once its subgraphs are inlined; an instance counts too. Each subgraph is counted once for each level
 * it can be at, so the count takes no longer than reading the file. Too high for a subgraph that contains itself.
 */
export function inlinedSize({ nodes, subgraphs = {} }: Pick<Graph, 'nodes' | 'subgraphs'>): number {
  const known = new Map<string, number>();
  const sizeAt = (name: string, level: number): number => {
    const subgraph = Object.hasOwn(subgraphs, name) ? subgraphs[name] : undefined;
    if (!subgraph || level >= MAX_NESTING) return 0;
    const key = `${level} ${name}`;
    const size = known.get(key) ?? sumOf(subgraph.nodes, level + 1);
    known.set(key, size);
    return size;
  };
  const sumOf = (inner: Graph['nodes'], level: number): number => {
    let size = 0;
    for (const id in inner) {
      const node = inner[id] as GraphNode;
      size += costOf(node);
      if (node.type.startsWith(SUBGRAPH_PREFIX)) size += sizeAt(node.type.slice(SUBGRAPH_PREFIX.length), level);
    }
    return size;
  };
  return sumOf(nodes, 0);
}
