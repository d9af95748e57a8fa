/** Layout: a whole graph or a part of it from left to right (dagre), boxes on one line, boxes at equal distances. */
import { Graph, layout } from '@dagrejs/dagre';
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { itemsTitle, movesTo } from '../commands/place.ts';
import type { Command } from '../command.ts';
import { type Box, boundsOf, GRID, nodeGeometry, type NodeGeometry, noteBox, type Point, snapped } from './geometry.ts';
import { type Wire, wiresOf } from '../graph/links.ts';
import { ranksOf } from './ranks.ts';
import { readItem } from '../selection.ts';
import { straighten } from './straighten.ts';

/** Room between columns, and between boxes of one column. */
const GAP = { column: 64, row: 32 } as const;

/** Nodes from which on dagre takes seconds. */
const LARGE = 250;

/**
 * Puts nodes into columns by what feeds what. Groups stay together; notes stay where they are.
 * @param keys only these, with their upper left corner where it was; default: all nodes.
 */
export function arrange(workflow: Workflow, types: NodeTypes, keys?: Iterable<string>): Command {
  const chosen = keys && new Set(keys);
  const ids = Object.keys(workflow.nodes).filter((id) => !chosen || chosen.has(id));
  const boxes = new Map(
    ids.flatMap((id): [string, NodeGeometry][] => {
      const box = nodeGeometry(workflow, types, id);
      return box ? [[id, box]] : [];
    }),
  );
  const before = boundsOf([...boxes.values()]);
  if (!before) return { name: 'Arrange', patch: [] };
  const placed = placesOf(workflow, boxes);
  const after = boundsOf([...placed].map(([id, at]) => ({ ...(boxes.get(id) ?? before), ...at }))) ?? before;
  const shift = snapped({ x: before.x - after.x, y: before.y - after.y });
  const positions = Object.fromEntries([...placed].map(([id, at]) => [id, { x: at.x + shift.x, y: at.y + shift.y }]));
  return {
    name: chosen ? `Arrange ${itemsTitle(workflow, ids)}` : 'Arrange the graph',
    patch: movesTo(workflow, positions),
  };
}

/** Upper left corners of boxes laid out by the wires and groups of a workflow. */
export function placesOf(workflow: Workflow, boxes: ReadonlyMap<string, NodeGeometry>): Map<string, Point> {
  const graph = new Graph({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: GAP.row, ranksep: GAP.column, marginx: 0, marginy: 0 });
  for (const [id, { width, height }] of boxes) graph.setNode(id, { width, height });
  const wires = wiresOf(workflow).filter(
    ({ from, to }) => boxes.has(from.node) && boxes.has(to.node) && from.node !== to.node,
  );
  for (const { id, from, to } of wires) graph.setEdge(from.node, to.node, {}, id);
  let grouped = false;
  for (const [id, group] of Object.entries(workflow.view?.groups ?? {})) {
    const members = group.nodes.filter((node) => boxes.has(node) && graph.parent(node) === undefined);
    if (members.length < 2) continue;
    grouped = true;
    graph.setNode(`group:${id}`, {});
    for (const member of members) graph.setParent(member, `group:${id}`);
  }
  const isLarge = boxes.size > LARGE && !grouped;
  if (!isLarge) layout(graph);
  const centres = isLarge
    ? columnCentres(boxes, wires)
    : new Map(
        [...boxes.keys()].map((id): [string, Point] => {
          const { x = 0, y = 0 } = graph.node(id) as Partial<Point>;
          return [id, { x, y }];
        }),
      );
  // Frames have to stay around what is theirs: their nodes are left where dagre put them.
  const tops = grouped ? new Map<string, number>() : straightTops(boxes, centres, wires);
  return new Map(
    [...boxes].map(([id, { width, height }]) => {
      const { x, y } = centres.get(id) ?? { x: 0, y: 0 };
      return [id, snapped({ x: x - width / 2, y: tops.get(id) ?? y - height / 2 })];
    }),
  );
}

/** The middles of columns, for graphs that dagre takes too long for. */
function columnCentres(boxes: ReadonlyMap<string, NodeGeometry>, wires: readonly Wire[]): Map<string, Point> {
  const ranks = ranksOf(
    [...boxes.keys()],
    wires.map(({ from, to }) => ({ from: from.node, to: to.node })),
  );
  const widths: (number | undefined)[] = [];
  for (const [id, rank] of ranks) widths[rank] = Math.max(widths[rank] ?? 0, boxes.get(id)?.width ?? 0);
  let x = 0;
  const middles = Array.from(widths, (width = 0) => {
    x += width + GAP.column;
    return x - GAP.column - width / 2;
  });
  return new Map([...ranks].map(([id, rank]) => [id, { x: middles[rank] ?? 0, y: 0 }]));
}

function straightTops(
  boxes: ReadonlyMap<string, NodeGeometry>,
  centres: ReadonlyMap<string, Point>,
  wires: readonly Wire[],
): ReadonlyMap<string, number> {
  const columns = new Map<number, { readonly id: string; readonly height: number; readonly y: number }[]>();
  for (const [id, { x, y }] of centres)
    columns.set(Math.round(x), [...(columns.get(Math.round(x)) ?? []), { id, height: boxes.get(id)?.height ?? 0, y }]);
  const strands = wires.map(({ from, to }) => {
    const [source, target] = [boxes.get(from.node), boxes.get(to.node)];
    return {
      from: from.node,
      to: to.node,
      fromOffset: (source?.outputs[from.output]?.y ?? 0) - (source?.y ?? 0),
      toOffset: (target?.inputs[to.input]?.y ?? 0) - (target?.y ?? 0),
    };
  });
  const inOrder = [...columns].toSorted(([a], [b]) => a - b).map(([, column]) => column);
  // Snapping moves a box by half a step of the grid at most: with one step more, no two ever touch.
  const [own, layered] = [inOrder, inOrder.map((column) => column.toSorted((a, b) => a.y - b.y))].map((start) =>
    straighten(start, strands, GAP.row + GRID),
  );
  // The order of the document is that somebody made: prompt before negative prompt.
  return (own && layered && own.cost > layered.cost ? layered : own)?.tops ?? new Map<string, number>();
}

export type Alignment = 'left' | 'right' | 'top' | 'bottom' | 'centre-x' | 'centre-y';

/** Puts nodes and notes on one line: that of the outermost, or the middle of all. */
export function align(workflow: Workflow, types: NodeTypes, keys: Iterable<string>, to: Alignment): Command {
  const boxes = boxesOf(workflow, types, keys);
  const all = boundsOf(boxes.map(([, box]) => box));
  const name = `Align ${itemsTitle(
    workflow,
    boxes.map(([key]) => key),
  )}`;
  if (!all || boxes.length < 2) return { name, patch: [] };
  const place = ({ x, y, width, height }: Box): Point => {
    switch (to) {
      case 'left':
        return { x: all.x, y };
      case 'right':
        return { x: all.x + all.width - width, y };
      case 'top':
        return { x, y: all.y };
      case 'bottom':
        return { x, y: all.y + all.height - height };
      case 'centre-x':
        return { x: all.x + (all.width - width) / 2, y };
      case 'centre-y':
        return { x, y: all.y + (all.height - height) / 2 };
    }
  };
  return { name, patch: movesTo(workflow, Object.fromEntries(boxes.map(([key, box]) => [key, place(box)]))) };
}

/** Makes the gaps between boxes equal; the outermost stay. Where there is no room for a gap, the last ones move on. */
export function distribute(workflow: Workflow, types: NodeTypes, keys: Iterable<string>, axis: 'x' | 'y'): Command {
  const size = axis === 'x' ? 'width' : 'height';
  const boxes = boxesOf(workflow, types, keys).toSorted(([, a], [, b]) => a[axis] - b[axis]);
  const name = `Distribute ${itemsTitle(
    workflow,
    boxes.map(([key]) => key),
  )}`;
  const all = boundsOf(boxes.map(([, box]) => box));
  if (!all || boxes.length < 3) return { name, patch: [] };
  const taken = boxes.reduce((sum, [, box]) => sum + box[size], 0);
  const gap = Math.max(GRID, (all[size] - taken) / (boxes.length - 1));
  const positions: Record<string, Point> = {};
  let next = all[axis];
  for (const [key, box] of boxes) {
    positions[key] = axis === 'x' ? { x: next, y: box.y } : { x: box.x, y: next };
    next += box[size] + gap;
  }
  return { name, patch: movesTo(workflow, positions) };
}

/** Nodes and notes with their boxes, in the order of the document. */
function boxesOf(workflow: Workflow, types: NodeTypes, keys: Iterable<string>): [string, Box][] {
  return [...keys].flatMap((key): [string, Box][] => {
    const { kind, id } = readItem(key);
    const box =
      kind === 'node' ? nodeGeometry(workflow, types, id) : kind === 'note' ? noteBox(workflow, id) : undefined;
    return box ? [[key, box]] : [];
  });
}
