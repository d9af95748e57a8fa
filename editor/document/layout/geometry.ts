/**
 * The boxes of everything on the canvas, computed from the document alone: wires, culling, layout and the minimap agree
 * without reading the DOM. The heights are those of style/node.css. All lengths are canvas pixels (screen pixels at
 * zoom 1).
 */
import type { InputDefinition, Workflow, WorkflowNode } from '../../../engine/protocol/index.ts';
import { nodeShape } from '../graph/node-shape.ts';
import type { NodeShape, NodeTypes } from '../graph/node-types.ts';
import { inputRows, type InputRows } from '../graph/input-rows.ts';
import { resultRoom } from './result-room.ts';

/** Step of the grid that places snap to. */
export const GRID = 8;

export const NODE = {
  width: 260,
  minWidth: 180,
  header: 34,
  /** Height of an output, a socket input, or a field on one line. */
  row: 28,
  /** Height of a prompt: its label, the text and the count below. */
  text: 132,
  /** Height of a picture field: its label, the picture and the buttons. */
  file: 150,
  padding: 8,
  /** Height of the bar at the bottom with state, progress and time. */
  footer: 22,
} as const;

/** A bend in a wire: a small box without header and rows, its sockets in the middle of its sides. */
export const REROUTE = { type: 'reroute', width: 32, height: 20 } as const;

export const NOTE = { width: 240, height: 120, minWidth: 96, minHeight: 48 } as const;

/** The frame of a group: padding around its nodes, and the height of the title bar above them. */
export const GROUP = { padding: 20, header: 32 } as const;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface NodeGeometry extends Box {
  /** Middles of the sockets by name, on the edges of the node. */
  readonly inputs: Readonly<Record<string, Point>>;
  readonly outputs: Readonly<Record<string, Point>>;
}

type NodeView = NonNullable<NonNullable<Workflow['view']>['nodes']>[string];

/** Height of the row of an input. */
export function rowHeight(input: InputDefinition): number {
  if (input.kind === 'text' && input.multiline) return NODE.text;
  return input.kind === 'file' ? NODE.file : NODE.row;
}

interface Known {
  readonly view: NodeView | undefined;
  readonly shape: NodeShape;
  readonly room: number;
  readonly flagged: string;
  readonly geometry: NodeGeometry;
}

/** The last geometry of each node, valid until the node, its view or its shape is another object. */
const known = new WeakMap<WorkflowNode, Known>();

/**
 * The box and sockets of a node. It is the same object as long as nothing about the node changed.
 * @param preview least height of what a run made, below the rows. Most nodes keep room for it before.
 * @param flagged inputs with an issue, which always show.
 * @returns undefined when there is no such node.
 */
export function nodeGeometry(
  workflow: Workflow,
  types: NodeTypes,
  id: string,
  preview = 0,
  flagged: readonly string[] = [],
): NodeGeometry | undefined {
  const node = workflow.nodes[id];
  if (!node) return undefined;
  const view = workflow.view?.nodes?.[id];
  const shape = nodeShape(workflow, types, id);
  const last = known.get(node);
  const flags = flagged.join(' ');
  const room = Math.max(preview, resultRoom(workflow, types, id, view?.width ?? NODE.width));
  const isKnown = last?.view === view && last?.shape === shape && last.room === room && last.flagged === flags;
  if (last && isKnown) return last.geometry;
  const geometry =
    node.type === REROUTE.type
      ? rerouteGeometry(shape, view)
      : geometryOf(shape, view, inputRows(shape, node, view?.more, flagged), room);
  known.set(node, { view, shape, room, flagged: flags, geometry });
  return geometry;
}

function rerouteGeometry(shape: NodeShape, view: NodeView | undefined): NodeGeometry {
  const { x = 0, y = 0 } = view ?? {};
  const { width, height } = REROUTE;
  return {
    x,
    y,
    width,
    height,
    inputs: allAt(shape.inputs, { x, y: y + height / 2 }),
    outputs: allAt(shape.outputs, { x: x + width, y: y + height / 2 }),
  };
}

function allAt(names: object, socket: Point): Record<string, Point> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, socket]));
}

function geometryOf(shape: NodeShape, view: NodeView | undefined, rows: InputRows, room: number): NodeGeometry {
  const { x = 0, y = 0, width = NODE.width, collapsed = false } = view ?? {};
  if (collapsed) {
    const middle = y + NODE.header / 2;
    const inputs = allAt(shape.inputs, { x, y: middle });
    const outputs = allAt(shape.outputs, { x: x + width, y: middle });
    return { x, y, width, height: NODE.header, inputs, outputs };
  }
  const inputs: Record<string, Point> = {};
  const outputs: Record<string, Point> = {};
  let top = y + NODE.header + NODE.padding;
  for (const name of Object.keys(shape.outputs)) {
    outputs[name] = { x: x + width, y: top + NODE.row / 2 };
    top += NODE.row;
  }
  for (const row of rows.shown) {
    if (row.kind === 'input') inputs[row.name] = { x, y: top + NODE.row / 2 };
    // A linked input shows no field, so its row has the height of a socket.
    top += row.kind === 'more' || row.isLinked ? NODE.row : rowHeight(row.input);
  }
  return { x, y, width, height: top - y + room + NODE.padding + NODE.footer, inputs, outputs };
}

export function noteBox(workflow: Workflow, id: string): Box | undefined {
  const note = workflow.view?.notes?.[id];
  return note && { x: note.x, y: note.y, width: note.width ?? NOTE.width, height: note.height ?? NOTE.height };
}

/**
 * The frame of a group.
 * @param preview gives the height of the picture below the rows of a node.
 * @returns undefined when none of its nodes exists.
 */
export function groupBox(
  workflow: Workflow,
  types: NodeTypes,
  id: string,
  preview: (node: string) => number = () => 0,
): Box | undefined {
  const nodes = workflow.view?.groups?.[id]?.nodes ?? [];
  const inner = boundsOf(nodes.flatMap((node) => nodeGeometry(workflow, types, node, preview(node)) ?? []));
  return inner && grown(inner, GROUP.padding, GROUP.header);
}

/** A box with padding on each side, and more room above. */
export function grown({ x, y, width, height }: Box, padding: number, above = 0): Box {
  return { x: x - padding, y: y - padding - above, width: width + 2 * padding, height: height + 2 * padding + above };
}

/** The smallest box around others; undefined when there are none. */
export function boundsOf(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + width), Math.max(bottom, y + height)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Whether two boxes share an area. Boxes that only touch do not. */
export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Whether a point lies in a box or on its edge. */
export function contains(box: Box, { x, y }: Point): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/** The middle of a box. */
export function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** The nearest point of the grid. */
export function snapped({ x, y }: Point): Point {
  return { x: Math.round(x / GRID) * GRID, y: Math.round(y / GRID) * GRID };
}
