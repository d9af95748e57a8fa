/** Which node a note is about: the nearest one, unless all are far away. */
import type { Workflow } from '../../../../engine/protocol/index.ts';
import { groupBy } from '../../group-by.ts';
import { type Box, type NodeGeometry, noteBox } from '../geometry.ts';

/** A note farther from every node than this is about none. Canvas pixels. */
const NEAR = 96;

export interface NotePlace {
  readonly id: string;
  readonly box: Box;
  /** The node it is about; undefined for a note on its own. */
  readonly node: string | undefined;
  readonly isAbove: boolean;
}

/** Notes by the node they are about; those about none under an empty name. @param boxes of nodes that have a place. */
export function notesByNode(
  workflow: Workflow,
  boxes: ReadonlyMap<string, NodeGeometry>,
): ReadonlyMap<string, readonly NotePlace[]> {
  const notes = Object.keys(workflow.view?.notes ?? {}).flatMap((id): NotePlace[] => {
    const box = noteBox(workflow, id);
    if (!box) return [];
    const [node, nearest] = nearestOf(box, boxes);
    return [{ id, box, node, isAbove: nearest !== undefined && box.y < nearest.y }];
  });
  const inOrder = notes.toSorted((a, b) => a.box.y - b.box.y);
  return groupBy(inOrder, ({ node }) => node ?? '');
}

function nearestOf(note: Box, boxes: ReadonlyMap<string, NodeGeometry>): readonly [string?, Box?] {
  let best: readonly [string?, Box?] = [];
  let least = NEAR;
  for (const [id, box] of boxes) {
    const distance = Math.hypot(gap(note.x, note.width, box.x, box.width), gap(note.y, note.height, box.y, box.height));
    if (distance >= least) continue;
    least = distance;
    best = [id, box];
  }
  return best;
}

function gap(a: number, aSize: number, b: number, bSize: number): number {
  return Math.max(0, b - (a + aSize), a - (b + bSize));
}
