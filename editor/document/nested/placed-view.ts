/** Places for the nodes of a subgraph that have none: the two edges, and all nodes of files made elsewhere. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { linksOf } from '../graph/links.ts';
import { NODE } from '../layout/geometry.ts';
import { ranksOf } from '../layout/arrange/ranks.ts';
import { INPUTS, OUTPUTS } from './boundary.ts';

export type View = Workflow['view'];
type Places = NonNullable<NonNullable<View>['nodes']>;

/** Distance between the left edges of columns, in canvas pixels. */
const COLUMN = NODE.width + 80;
/** Room between two nodes of a column, in canvas pixels. */
const GAP = 32;

/** The view with a place for every node. */
export function placedView(nodes: Workflow['nodes'], view: View): View {
  const own = view?.nodes ?? {};
  const inner = Object.keys(nodes).filter((id) => id !== INPUTS && id !== OUTPUTS);
  const places = inner.every((id) => own[id]) ? own : { ...inColumns(nodes, inner), ...own };
  const shown = inner.map((id) => places[id] ?? { x: 0, y: 0 });
  const [left, top, right] = [
    Math.min(...shown.map(({ x }) => x), Infinity),
    Math.min(...shown.map(({ y }) => y), Infinity),
    Math.max(...shown.map(({ x, width = NODE.width }) => x + width - NODE.width), -Infinity),
  ];
  const isEmpty = shown.length === 0;
  return {
    ...view,
    nodes: {
      [INPUTS]: isEmpty ? { x: 0, y: 0 } : { x: left - COLUMN, y: top },
      [OUTPUTS]: isEmpty ? { x: COLUMN, y: 0 } : { x: right + COLUMN, y: top },
      ...places,
    },
  };
}

/** Nodes in columns, each right of its sources, with room for their rows. */
function inColumns(nodes: Workflow['nodes'], ids: readonly string[]): Places {
  const known = new Set(ids);
  const edges = ids.flatMap((id) =>
    Object.entries(nodes[id]?.inputs ?? {})
      .flatMap(([input, value]) => linksOf(id, input, value))
      .filter(({ from }) => known.has(from.node) && from.node !== id)
      .map(({ from }) => ({ from: from.node, to: id })),
  );
  const heights = new Map<number, number>();
  const places: Record<string, Places[string]> = {};
  for (const [id, rank] of ranksOf([...ids], edges)) {
    const y = heights.get(rank) ?? 0;
    places[id] = { x: rank * COLUMN, y };
    const rows = Object.keys(nodes[id]?.inputs ?? {}).length + 2;
    heights.set(rank, y + NODE.header + rows * NODE.row + GAP + NODE.text);
  }
  return places;
}
