/** Where a graph is inside a document: the ids of the instances that were entered, outermost first. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { subgraphName } from '../graph/subgraphs.ts';

export type GraphPath = readonly string[];

export const ROOT: GraphPath = [];

/**
 * The name of the subgraph a path leads to; undefined for the workflow itself.
 * @param path must be valid; see {@link validPath}.
 */
export function subgraphAt(whole: Workflow, path: GraphPath): string | undefined {
  let name: string | undefined;
  for (const id of path) name = definitionOf(whole, name, id);
  return name;
}

/** The longest beginning of a path that leads through existing instances of existing subgraphs. */
export function validPath(whole: Workflow, path: GraphPath): GraphPath {
  let name: string | undefined;
  for (const [index, id] of path.entries()) {
    name = definitionOf(whole, name, id);
    if (name === undefined) return path.slice(0, index);
  }
  return path;
}

/** The subgraph of a node inside another; undefined when the node is no instance of one that exists. */
function definitionOf(whole: Workflow, around: string | undefined, id: string): string | undefined {
  const nodes = around === undefined ? whole.nodes : (whole.subgraphs?.[around]?.nodes ?? {});
  const name = Object.hasOwn(nodes, id) ? subgraphName(nodes[id]?.type ?? '') : undefined;
  return name !== undefined && Object.hasOwn(whole.subgraphs ?? {}, name) ? name : undefined;
}

export function samePath(a: GraphPath, b: GraphPath): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

/** The id of a node of the graph at a path, as runs name it: `outer:inner:node`. */
export function flatId(path: GraphPath, node: string): string {
  return [...path, node].join(':');
}

/** The path and the id inside it of a node as runs name it. Copies that a list makes count as the node itself. */
export function readFlatId(id: string): { readonly path: GraphPath; readonly node: string } {
  const names =
    id
      .split('/', 1)[0]
      ?.replaceAll(/#[\d-]+/g, '')
      .split(':') ?? [];
  return { path: names.slice(0, -1), node: names.at(-1) ?? '' };
}
