/** Definitions of subgraphs that travel with the nodes that need them. */
import type { WorkflowNode } from '../../../engine/protocol/index.ts';
import { sameJson } from '../json.ts';
import type { Subgraphs } from '../transfer/fragment.ts';
import { freshId } from '../naming/ids.ts';

const PREFIX = 'subgraph/';

/** The definitions that nodes of these types need, those inside of others included. */
export function neededSubgraphs(subgraphs: Subgraphs, types: Iterable<string>): Subgraphs {
  const needed = new Set<string>();
  const open = [...types];
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    const name = nameOf(type);
    const subgraph =
      name !== undefined && !needed.has(name) && Object.hasOwn(subgraphs, name) ? subgraphs[name] : undefined;
    if (name === undefined || !subgraph) continue;
    needed.add(name);
    open.push(...Object.values(subgraph.nodes).map((node) => node.type));
  }
  return Object.fromEntries(Object.entries(subgraphs).filter(([name]) => needed.has(name)));
}

/**
 * Brings definitions into a workflow: one that is there already is used, one that differs from what has its name gets another.
 * @returns what has to be added, and the new names by the old ones.
 */
export function mergeSubgraphs(
  existing: Subgraphs,
  incoming: Subgraphs,
): { readonly added: Subgraphs; readonly renamed: ReadonlyMap<string, string> } {
  const added: Record<string, Subgraphs[string]> = {};
  const renamed = new Map<string, string>();
  const taken = (name: string): boolean => Object.hasOwn(existing, name) || Object.hasOwn(added, name);
  const done = new Set<string>();
  // What is inside comes first: with another name for it, the outer one is another one too.
  const bring = (name: string): void => {
    const subgraph = incoming[name];
    if (!subgraph || done.has(name)) return;
    done.add(name);
    for (const { type } of Object.values(subgraph.nodes)) bring(nameOf(type) ?? '');
    const nodes = Object.fromEntries(
      Object.entries(subgraph.nodes).map(([id, node]): [string, WorkflowNode] => [
        id,
        { ...node, type: renamedType(node.type, renamed) },
      ]),
    );
    const value = { ...subgraph, nodes };
    if (Object.hasOwn(existing, name) && sameJson(existing[name], value)) return;
    const free = freshId(name, taken).toLowerCase().replaceAll('_', '-');
    if (free !== name) renamed.set(name, free);
    added[free] = value;
  };
  for (const name of Object.keys(incoming)) bring(name);
  return { added, renamed };
}

export function renamedType(type: string, renamed: ReadonlyMap<string, string>): string {
  const name = nameOf(type);
  return name === undefined ? type : PREFIX + (renamed.get(name) ?? name);
}

function nameOf(type: string): string | undefined {
  return type.startsWith(PREFIX) ? type.slice(PREFIX.length) : undefined;
}
