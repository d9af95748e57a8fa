/** Definitions of subgraphs that travel with the nodes that need them. */
import type { Workflow, WorkflowNode } from '../../../engine/protocol/index.ts';
import { sameJson } from '../json.ts';
import { freshId } from '../naming/ids.ts';

type Subgraphs = NonNullable<Workflow['subgraphs']>;
type Subgraph = Subgraphs[string];

const PREFIX = 'subgraph/';

/** The name of the subgraph a node type is an instance of; undefined for other types. */
export function subgraphName(type: string): string | undefined {
  return type.startsWith(PREFIX) ? type.slice(PREFIX.length) : undefined;
}

/** The title of a subgraph; without one, its name in words. */
export function subgraphTitle(subgraphs: Subgraphs, name: string): string {
  const title = Object.hasOwn(subgraphs, name) ? subgraphs[name]?.title : undefined;
  if (title !== undefined) return title;
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The definitions that nodes of these types need, including those inside others. */
export function neededSubgraphs(subgraphs: Subgraphs, types: Iterable<string>): Subgraphs {
  const needed = new Set<string>();
  const open = [...types];
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    const name = subgraphName(type);
    if (name === undefined || needed.has(name) || !Object.hasOwn(subgraphs, name)) continue;
    needed.add(name);
    open.push(...Object.values(subgraphs[name]?.nodes ?? {}).map((node) => node.type));
  }
  return Object.fromEntries(Object.entries(subgraphs).filter(([name]) => needed.has(name)));
}

/**
 * Brings definitions into a workflow. A definition that is there already is reused; one that differs from its namesake
 * gets another name.
 * @returns the definitions to add, and the new names by the old ones.
 */
export function mergeSubgraphs(
  existing: Subgraphs,
  incoming: Subgraphs,
): { readonly added: Subgraphs; readonly renamed: ReadonlyMap<string, string> } {
  const added: Record<string, Subgraph> = {};
  const renamed = new Map<string, string>();
  const isTaken = (name: string): boolean => Object.hasOwn(existing, name) || Object.hasOwn(added, name);
  const visited = new Set<string>();
  // Inner subgraphs first: when an inner one is renamed, the outer definition changes too.
  const bring = (name: string): void => {
    const subgraph = incoming[name];
    if (!subgraph || visited.has(name)) return;
    visited.add(name);
    for (const { type } of Object.values(subgraph.nodes)) bring(subgraphName(type) ?? '');
    const definition = withRenamedTypes(subgraph, renamed);
    if (Object.hasOwn(existing, name) && sameJson(existing[name], definition)) return;
    const free = freshId(name, isTaken).toLowerCase().replaceAll('_', '-');
    if (free !== name) renamed.set(name, free);
    added[free] = definition;
  };
  for (const name of Object.keys(incoming)) bring(name);
  return { added, renamed };
}

/** The type of a node after subgraphs were renamed. */
export function renamedType(type: string, renamed: ReadonlyMap<string, string>): string {
  const name = subgraphName(type);
  return name === undefined ? type : PREFIX + (renamed.get(name) ?? name);
}

function withRenamedTypes(subgraph: Subgraph, renamed: ReadonlyMap<string, string>): Subgraph {
  const nodes = Object.entries(subgraph.nodes).map(([id, node]): [string, WorkflowNode] => [
    id,
    { ...node, type: renamedType(node.type, renamed) },
  ]);
  return { ...subgraph, nodes: Object.fromEntries(nodes) };
}
