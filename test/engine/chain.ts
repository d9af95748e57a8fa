/** A chain of nodes that each change an array, so that files of some size are written. */
import type { Graph, GraphNode } from '../../engine/graph/graph.ts';

export function chain(length: number): Graph {
  const nodes: Record<string, GraphNode> = { n0: { type: 'tensor', inputs: { size: 2000, value: 1 } } };
  for (let i = 1; i < length; i++)
    nodes[`n${i}`] = { type: 'shift', inputs: { tensor: { from: `n${i - 1}.tensor` }, by: i } };
  return { nodes: { ...nodes, out: { type: 'result', inputs: { value: { from: `n${length - 1}.tensor` } } } } };
}
