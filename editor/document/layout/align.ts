/** Commands that put nodes and notes on one line, or at equal distances. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import { itemsTitle, movesTo } from '../commands/place.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { readItem } from '../selection.ts';
import { type Box, boundsOf, GRID, nodeGeometry, noteBox, type Point } from './geometry.ts';

export type Alignment = 'left' | 'right' | 'top' | 'bottom' | 'centre-x' | 'centre-y';

/** Aligns edges with the outermost edge, or middles with the middle of all items. */
export function align(workflow: Workflow, types: NodeTypes, keys: Iterable<string>, to: Alignment): Command {
  const boxes = boxesOf(workflow, types, keys);
  const name = t('Align {items}', { items: itemsTitle(workflow, [...boxes.keys()]) });
  const all = boundsOf([...boxes.values()]);
  if (!all || boxes.size < 2) return { name, patch: [] };
  const positions = [...boxes].map(([key, box]) => [key, alignedPlace(box, all, to)]);
  return { name, patch: movesTo(workflow, Object.fromEntries(positions)) };
}

function alignedPlace({ x, y, width, height }: Box, all: Box, to: Alignment): Point {
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
}

/**
 * Makes the gaps between boxes equal. The outermost stay, unless there is no room for a gap: then the last ones move
 * on.
 */
export function distribute(workflow: Workflow, types: NodeTypes, keys: Iterable<string>, axis: 'x' | 'y'): Command {
  const boxes = boxesOf(workflow, types, keys);
  const inOrder = [...boxes].toSorted(([, a], [, b]) => a[axis] - b[axis]);
  const sorted = inOrder.map(([key]) => key);
  const name = t('Distribute {items}', { items: itemsTitle(workflow, sorted) });
  const all = boundsOf([...boxes.values()]);
  if (!all || boxes.size < 3) return { name, patch: [] };
  const size = axis === 'x' ? 'width' : 'height';
  const filled = inOrder.reduce((sum, [, box]) => sum + box[size], 0);
  const gap = Math.max(GRID, (all[size] - filled) / (boxes.size - 1));
  const positions: Record<string, Point> = {};
  let next = all[axis];
  for (const [key, box] of inOrder) {
    positions[key] = { x: box.x, y: box.y, [axis]: next };
    next += box[size] + gap;
  }
  return { name, patch: movesTo(workflow, positions) };
}

/** Boxes of nodes and notes by key. Other items have none. */
function boxesOf(workflow: Workflow, types: NodeTypes, keys: Iterable<string>): ReadonlyMap<string, Box> {
  const boxes = new Map<string, Box>();
  for (const key of keys) {
    const box = boxOf(workflow, types, key);
    if (box) boxes.set(key, box);
  }
  return boxes;
}

function boxOf(workflow: Workflow, types: NodeTypes, key: string): Box | undefined {
  const { kind, id } = readItem(key);
  if (kind === 'node') return nodeGeometry(workflow, types, id);
  return kind === 'note' ? noteBox(workflow, id) : undefined;
}
