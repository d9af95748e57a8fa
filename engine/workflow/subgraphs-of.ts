/** The subgraphs a node of a workflow uses. */
import { SUBGRAPH_PREFIX } from '../graph/flatten/subgraph-type.ts';
import type { Workflow } from './schema.ts';

/**
 * Names of the subgraphs that a type uses, those inside included; none for a type that is no subgraph.
 * @param found names that are already known.
 */
export function subgraphsOf(workflow: Workflow, type: string, found = new Set<string>()): ReadonlySet<string> {
  const name = type.startsWith(SUBGRAPH_PREFIX) ? type.slice(SUBGRAPH_PREFIX.length) : undefined;
  if (name === undefined || found.has(name) || !Object.hasOwn(workflow.subgraphs ?? {}, name)) return found;
  found.add(name);
  for (const node of Object.values(workflow.subgraphs?.[name]?.nodes ?? {})) subgraphsOf(workflow, node.type, found);
  return found;
}
