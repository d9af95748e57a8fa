/** Places of boxes in columns: dagre decides columns and order, then wires are made short and straight. */
import { Graph, layout } from '@dagrejs/dagre';
import type { Workflow } from '../../../engine/protocol/index.ts';
import { type Wire, wiresOf } from '../graph/links.ts';
import { GRID, type NodeGeometry, type Point, snapped } from './geometry.ts';
import { ranksOf } from './ranks.ts';
import { type Cell, straighten, type Strand } from './straighten.ts';

type Boxes = ReadonlyMap<string, NodeGeometry>;
type Centres = ReadonlyMap<string, Point>;

/** Room between columns and between the boxes of one column, in canvas pixels. */
const GAP = { column: 64, row: 32 } as const;

/** Number of nodes from which on dagre takes seconds. */
const LARGE = 250;

/** Upper left corners of boxes, laid out by the wires and groups of a workflow. */
export function placesOf(workflow: Workflow, boxes: Boxes): Map<string, Point> {
  const wires = wiresOf(workflow).filter(
    ({ from, to }) => boxes.has(from.node) && boxes.has(to.node) && from.node !== to.node,
  );
  const groups = groupsAmong(workflow, boxes);
  const isLarge = boxes.size > LARGE && groups.size === 0;
  const centres = isLarge ? columnCentres(boxes, wires) : dagreCentres(boxes, wires, groups);
  // A frame has to stay around its nodes, so nodes of a graph with groups stay where dagre put them.
  const tops = groups.size > 0 ? new Map<string, number>() : straightTops(boxes, centres, wires);
  return new Map(
    [...boxes].map(([id, { width, height }]) => {
      const { x, y } = centres.get(id) ?? { x: 0, y: 0 };
      return [id, snapped({ x: x - width / 2, y: tops.get(id) ?? y - height / 2 })];
    }),
  );
}

/** Members of each group that has at least two of the boxes. A box is in one group only. */
function groupsAmong(workflow: Workflow, boxes: Boxes): ReadonlyMap<string, readonly string[]> {
  const grouped = new Set<string>();
  const groups = new Map<string, readonly string[]>();
  for (const [id, { nodes }] of Object.entries(workflow.view?.groups ?? {})) {
    const members = nodes.filter((node) => boxes.has(node) && !grouped.has(node));
    if (members.length < 2) continue;
    groups.set(id, members);
    for (const member of members) grouped.add(member);
  }
  return groups;
}

function dagreCentres(
  boxes: Boxes,
  wires: readonly Wire[],
  groups: ReadonlyMap<string, readonly string[]>,
): Map<string, Point> {
  const graph = new Graph({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: GAP.row, ranksep: GAP.column, marginx: 0, marginy: 0 });
  for (const [id, { width, height }] of boxes) graph.setNode(id, { width, height });
  for (const { id, from, to } of wires) graph.setEdge(from.node, to.node, {}, id);
  for (const [id, members] of groups) {
    graph.setNode(`group:${id}`, {});
    for (const member of members) graph.setParent(member, `group:${id}`);
  }
  layout(graph);
  return new Map(
    [...boxes.keys()].map((id): [string, Point] => {
      const { x = 0, y = 0 } = graph.node(id) as Partial<Point>;
      return [id, { x, y }];
    }),
  );
}

/** The middle of each box's column, all at height 0: for graphs that are too large for dagre. */
function columnCentres(boxes: Boxes, wires: readonly Wire[]): Map<string, Point> {
  const ranks = ranksOf(
    [...boxes.keys()],
    wires.map(({ from, to }) => ({ from: from.node, to: to.node })),
  );
  const widths: (number | undefined)[] = [];
  for (const [id, rank] of ranks) widths[rank] = Math.max(widths[rank] ?? 0, boxes.get(id)?.width ?? 0);
  let right = 0;
  const middles = Array.from(widths, (width = 0) => {
    const left = right;
    right += width + GAP.column;
    return left + width / 2;
  });
  return new Map([...ranks].map(([id, rank]) => [id, { x: middles[rank] ?? 0, y: 0 }]));
}

/** Tops of boxes that make wires short and straight, from the better of two starting orders. */
function straightTops(boxes: Boxes, centres: Centres, wires: readonly Wire[]): ReadonlyMap<string, number> {
  const columns = columnsOf(boxes, centres);
  const strands = wires.map((wire) => strandOf(boxes, wire));
  // Snapping moves a box by at most half a grid step, so one step more keeps boxes apart.
  const gap = GAP.row + GRID;
  // The order of the document is somebody's choice, such as prompt before negative prompt: it wins a tie.
  const byDocument = straighten(columns, strands, gap);
  const byDagre = straighten(
    columns.map((column) => column.toSorted((a, b) => a.y - b.y)),
    strands,
    gap,
  );
  return byDocument.cost > byDagre.cost ? byDagre.tops : byDocument.tops;
}

/** Boxes by column, columns from left to right. */
function columnsOf(boxes: Boxes, centres: Centres): readonly (readonly (Cell & { readonly y: number })[])[] {
  const columns = new Map<number, (Cell & { readonly y: number })[]>();
  for (const [id, { x, y }] of centres) {
    const column = columns.get(Math.round(x)) ?? [];
    column.push({ id, height: boxes.get(id)?.height ?? 0, y });
    columns.set(Math.round(x), column);
  }
  return [...columns].toSorted(([a], [b]) => a - b).map(([, column]) => column);
}

function strandOf(boxes: Boxes, { from, to }: Wire): Strand {
  const [source, target] = [boxes.get(from.node), boxes.get(to.node)];
  return {
    from: from.node,
    to: to.node,
    fromOffset: (source?.outputs[from.output]?.y ?? 0) - (source?.y ?? 0),
    toOffset: (target?.inputs[to.input]?.y ?? 0) - (target?.y ?? 0),
  };
}
