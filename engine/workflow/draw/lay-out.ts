/** Places the boxes and wires of a drawn workflow, in units of the drawing. */
import type { NodeRegistry } from '../../graph/registry.ts';
import { inputsOfType } from '../inputs-of.ts';
import type { Workflow } from '../schema.ts';
import { linksIn, type Row, rowsOf } from './rows.ts';

/** Units: size of a box, its header and a row; gap between two boxes; distance of two columns. */
export const BOX = { width: 220, header: 30, row: 22, gap: 24, column: 300, bottom: 8 } as const;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly id: string;
  readonly title: string;
  readonly height: number;
  readonly rows: readonly Row[];
}

export interface Wire {
  readonly from: Point;
  readonly to: Point;
  /** Name of the socket type. */
  readonly type: string;
}

export interface Layout {
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
}

/**
 * Boxes stand in the columns of the workflow's view, or, without a view, by their distance from a node without inputs.
 * The order within a column is that of the view; no box covers another.
 */
export function layOut(workflow: Workflow, registry: NodeRegistry): Layout {
  const boxes = columnsOf(workflow).flatMap((ids, column) => stack(ids, column * BOX.column, workflow, registry));
  const byId = new Map(boxes.map((box) => [box.id, box]));
  return { boxes, wires: boxes.flatMap((box) => wiresInto(box, byId, workflow, registry)) };
}

/** A node in a column, with the top its view asks for. */
interface Placed {
  readonly id: string;
  readonly y: number;
}

/** The columns from left to right, each from top to bottom. */
function columnsOf(workflow: Workflow): Placed[][] {
  const columns = new Map<number, Placed[]>();
  for (const id of Object.keys(workflow.nodes)) {
    const { x, y } = workflow.view?.nodes?.[id] ?? { x: depthOf(workflow, id) * BOX.column, y: 0 };
    const column = columns.get(x) ?? [];
    columns.set(x, column);
    column.push({ id, y });
  }
  const fromLeft = [...columns].toSorted(([a], [b]) => a - b);
  return fromLeft.map(([, members]) => members.toSorted((a, b) => a.y - b.y));
}

/** The boxes of one column. A box that would cover the one above it moves down. */
function stack(placed: readonly Placed[], x: number, workflow: Workflow, registry: NodeRegistry): Box[] {
  let free = -Infinity;
  return placed.flatMap(({ id, y }) => {
    const node = workflow.nodes[id];
    if (!node) return [];
    const rows = rowsOf(workflow, registry, node);
    const height = BOX.header + rows.length * BOX.row + BOX.bottom;
    const top = Math.max(y, free);
    free = top + height + BOX.gap;
    return [{ id, title: node.title ?? registry.get(node.type)?.title ?? node.type, x, y: top, height, rows }];
  });
}

function wiresInto(box: Box, boxes: ReadonlyMap<string, Box>, workflow: Workflow, registry: NodeRegistry): Wire[] {
  const node = workflow.nodes[box.id];
  const inputs = inputsOfType(workflow, registry, node?.type ?? '');
  return box.rows.flatMap((row, index) => {
    if (row.side !== 'in') return [];
    return linksIn(node?.inputs?.[row.name]).flatMap((source) => {
      const from = boxes.get(source.node);
      const output = from?.rows.findIndex(({ side, name }) => side === 'out' && name === source.output) ?? -1;
      if (!from || output < 0) return [];
      const definition = inputs?.[row.name];
      const sourceType = registry.get(workflow.nodes[source.node]?.type ?? '')?.outputs[source.output]?.socket.name;
      const inputType = definition?.kind === 'socket' ? definition.socket.name : undefined;
      return [
        {
          from: { x: from.x + BOX.width, y: rowMiddle(from, output) },
          to: { x: box.x, y: rowMiddle(box, index) },
          type: sourceType ?? inputType ?? 'any',
        },
      ];
    });
  });
}

/** The middle of a row of a box. */
export function rowMiddle(box: Pick<Box, 'y'>, row: number): number {
  return box.y + BOX.header + (row + 0.5) * BOX.row + 2;
}

/** Links on the longest way from a node without linked inputs. A cycle counts no further. */
function depthOf(workflow: Workflow, id: string, path: readonly string[] = []): number {
  if (path.includes(id)) return 0;
  const sources = Object.values(workflow.nodes[id]?.inputs ?? {}).flatMap(linksIn);
  return Math.max(0, ...sources.map(({ node }) => 1 + depthOf(workflow, node, [...path, id])));
}
