/**
 * Where everything on the canvas is, from the document alone: no view is asked, so wires, culling, layout and the minimap agree
 * without reading the DOM. The heights here are the ones style/node.css gives. Units: canvas pixels at zoom 1.
 */
import type { InputDefinition, Workflow } from '../../engine/server/protocol.ts';
import { type NodeShape, type NodeTypes, shapeOf } from './catalogue.ts';

export const NODE = {
  width: 260,
  minWidth: 180,
  header: 34,
  /** Of an output, of a socket input, and of a field on one line. */
  row: 28,
  /** A prompt: its label, the text and the count below. */
  text: 132,
  /** A picture field: its label, the picture and the buttons. */
  file: 150,
  padding: 8,
  /** The bar with state, progress and time below everything. */
  footer: 22,
} as const;

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
  /** Middles of the sockets, on the edges of the node, in canvas pixels. */
  readonly inputs: Readonly<Record<string, Point>>;
  readonly outputs: Readonly<Record<string, Point>>;
}

/** Height of the row of an input. */
export function rowHeight(input: InputDefinition): number {
  if (input.kind === 'text' && input.multiline) return NODE.text;
  return input.kind === 'file' ? NODE.file : NODE.row;
}

/**
 * @param preview height of the picture below the rows, 0 without one.
 * @returns undefined when there is no such node.
 */
export function nodeGeometry(workflow: Workflow, types: NodeTypes, id: string, preview = 0): NodeGeometry | undefined {
  const node = workflow.nodes[id];
  if (!node) return undefined;
  const view = workflow.view?.nodes?.[id];
  return geometryOf(shapeOf(workflow, types, node.type), { x: view?.x ?? 0, y: view?.y ?? 0, width: view?.width ?? NODE.width, collapsed: view?.collapsed ?? false }, linkedRows(node.inputs), preview);
}

/** Inputs that come along a wire need no field: their rows are as low as those of sockets. */
function linkedRows(inputs: Readonly<Record<string, unknown>> = {}): ReadonlySet<string> {
  return new Set(Object.entries(inputs).flatMap(([name, value]) => (typeof value === 'object' && value !== null && !Array.isArray(value) && 'from' in value ? [name] : [])));
}

function geometryOf(shape: NodeShape, view: { readonly x: number; readonly y: number; readonly width: number; readonly collapsed: boolean }, linked: ReadonlySet<string>, preview: number): NodeGeometry {
  const { x, y, width, collapsed } = view;
  const inputs: Record<string, Point> = {};
  const outputs: Record<string, Point> = {};
  if (collapsed) {
    for (const name of Object.keys(shape.inputs)) inputs[name] = { x, y: y + NODE.header / 2 };
    for (const name of Object.keys(shape.outputs)) outputs[name] = { x: x + width, y: y + NODE.header / 2 };
    return { x, y, width, height: NODE.header, inputs, outputs };
  }
  let top = y + NODE.header + NODE.padding;
  for (const name of Object.keys(shape.outputs)) {
    outputs[name] = { x: x + width, y: top + NODE.row / 2 };
    top += NODE.row;
  }
  for (const [name, input] of Object.entries(shape.inputs)) {
    inputs[name] = { x, y: top + NODE.row / 2 };
    top += linked.has(name) ? NODE.row : rowHeight(input);
  }
  return { x, y, width, height: top - y + preview + NODE.padding + NODE.footer, inputs, outputs };
}

/** The smallest box around others; undefined when there are none. */
export function boundsOf(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return { x, y, width: Math.max(...boxes.map((box) => box.x + box.width)) - x, height: Math.max(...boxes.map((box) => box.y + box.height)) - y };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
