/**
 * The height kept on a node for what a run will show on it, so that results never move or cover anything. It depends on
 * the document alone. A picture of any ratio is shown whole inside it. All lengths are canvas pixels.
 */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { nodeShape } from '../graph/node-shape.ts';
import type { NodeShape, NodeTypes } from '../graph/node-types.ts';
import { givenType } from '../graph/socket-types.ts';

/** Between the edge of a node and its pictures. */
export const PICTURE_INSET = 8;

/** Height of the text that a node writes. */
const TEXT = 132;

/** Types whose values are shown as pictures; see engine/server/runs/value-pictures.ts. */
const PICTURES: ReadonlySet<string | undefined> = new Set(['image', 'images', 'mask']);

/** A picture on the way is as high as this part of its width, and the result of a workflow as high as it is wide. */
const ON_THE_WAY = 0.5;

/** The height kept below the rows of a node for pictures and text; 0 for a node that shows none. */
export function resultRoom(workflow: Workflow, types: NodeTypes, id: string, width: number): number {
  const text = nodeShape(workflow, types, id).shows === 'text' ? TEXT : 0;
  return pictureRoom(workflow, types, id, width) + text;
}

/** The height kept for pictures. @param width of the node. */
export function pictureRoom(workflow: Workflow, types: NodeTypes, id: string, width: number): number {
  const part = partOf(workflow, types, id, nodeShape(workflow, types, id));
  return part === 0 ? 0 : Math.round(Math.max(0, width - 2 * PICTURE_INSET) * part) + PICTURE_INSET;
}

function partOf(workflow: Workflow, types: NodeTypes, id: string, shape: NodeShape): number {
  const inputs = Object.values(shape.inputs);
  // A node that loads a picture shows it in its field already.
  if (inputs.some(({ kind }) => kind === 'file')) return 0;
  const takes = inputs.some((input) => input.kind === 'socket' && PICTURES.has(input.socket.name));
  const gives = Object.keys(shape.outputs).some((output) => PICTURES.has(givenType(workflow, types, id, output)));
  if (shape.terminal && (takes || gives)) return 1;
  return gives || shape.shows === 'preview' ? ON_THE_WAY : 0;
}
