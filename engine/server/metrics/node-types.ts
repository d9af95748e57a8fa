/** The node types of a workflow by the ids that events name. */
import type { Graph } from '../../graph/graph.ts';

const INSTANCE = 'subgraph/';

/**
 * @param id as an event names it: `node`, `node#2` for a copy, `instance:node` inside a subgraph, `denoise/step-1` for
 *   a part of an expansion, which has the type of the node that expanded.
 * @returns undefined for an id that the workflow does not have.
 */
export function nodeTypeOf(graph: Graph, id: string): string | undefined {
  let { nodes } = graph;
  const [whole = ''] = id.split('/', 1);
  const path = whole.replaceAll(/#[\d-]+/g, '').split(':');
  for (const instance of path.slice(0, -1)) {
    const type = nodes[instance]?.type ?? '';
    const subgraph = type.startsWith(INSTANCE) ? graph.subgraphs?.[type.slice(INSTANCE.length)] : undefined;
    if (!subgraph) return undefined;
    ({ nodes } = subgraph);
  }
  return nodes[path.at(-1) ?? '']?.type;
}
