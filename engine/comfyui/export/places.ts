/** Where nodes of theirs stand: where ours stand, further ones that stand for the same below it. */
import type { TheirPlace } from '../graph.ts';
import type { WrittenNode } from './written.ts';

/** What a workflow of ours says of its nodes, by id. */
export type NodeViews = Readonly<
  Record<string, { readonly x: number; readonly y: number; readonly width?: number | undefined }>
>;

/** In pixels: of a node without a width, of its head, of a row, and of the box of a long text. */
const [WIDTH, HEAD, ROW, TEXT] = [280, 34, 24, 110];

/** Between nodes that stand for one of ours, and columns of nodes that have no place. */
const [GAP, COLUMN, FIRST] = [30, 340, 0];

/**
 * @param rows of a node: its sockets, widgets and long texts.
 * @param views of our nodes; those without one stand in columns, by their distance from a node that reads nothing.
 */
export function placeNodes(
  nodes: readonly WrittenNode[],
  views: NodeViews,
  rows: (node: WrittenNode) => { readonly rows: number; readonly texts: number },
): void {
  const below = new Map<string, number>();
  const columns = new Map<number, number>();
  const depths = depthsOf(nodes);
  // The first node that stands for one of ours takes its place.
  for (const node of nodes.toSorted((a, b) => a.number - b.number)) {
    const view = views[node.at];
    const size = rows(node);
    const height = HEAD + size.rows * ROW + size.texts * TEXT;
    const depth = depths.get(node) ?? 0;
    const x = view?.x ?? FIRST + depth * COLUMN;
    const y = below.get(node.at) ?? view?.y ?? columns.get(depth) ?? 0;
    node.place = { x, y, width: view?.width ?? WIDTH, height } satisfies TheirPlace;
    below.set(node.at, y + height + GAP);
    if (!view) columns.set(depth, y + height + GAP);
  }
}

/** Links on the longest way from a node that reads nothing. A node stands behind those that it reads. */
function depthsOf(nodes: readonly WrittenNode[]): ReadonlyMap<WrittenNode, number> {
  const depths = new Map<WrittenNode, number>();
  // Each round moves a node behind what it reads; nodes stand in the order of their links, so most need one.
  for (let round = 0, isDone = false; !isDone && round <= nodes.length; round += 1) {
    isDone = true;
    for (const node of nodes) {
      const sources = [...node.inputs.values()].flatMap((it) =>
        it.kind === 'link' && it.from !== 'inputs' ? [1 + (depths.get(it.from) ?? 0)] : [],
      );
      const depth = Math.max(0, ...sources);
      if (depth === depths.get(node)) continue;
      depths.set(node, depth);
      isDone = false;
    }
  }
  return depths;
}
