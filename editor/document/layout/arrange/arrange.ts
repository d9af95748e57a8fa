/** The command that lays nodes out in columns by what feeds what. */
import type { Workflow } from '../../../../engine/protocol/index.ts';
import { t } from '../../../i18n/t.ts';
import type { Command } from '../../command.ts';
import { itemsTitle, movesTo } from '../../commands/place.ts';
import type { NodeTypes } from '../../graph/catalogue.ts';
import { readItem } from '../../selection.ts';
import { type Box, boundsOf, nodeGeometry, type NodeGeometry, noteBox, type Point, snapped } from '../geometry.ts';
import { placesOf } from './places.ts';

/**
 * Lays nodes out from left to right, on about a screen where they fit. Groups stay together, and notes stay with the
 * node they are about.
 * @param keys only these nodes and their notes, with their upper left corner where it was. Default: everything.
 */
export function arrange(workflow: Workflow, types: NodeTypes, keys?: Iterable<string>): Command {
  const chosen = keys && new Set(keys);
  const ids = Object.keys(workflow.nodes).filter((id) => !chosen || chosen.has(id));
  return {
    name: chosen ? t('Arrange {items}', { items: itemsTitle(workflow, ids) }) : t('Arrange the graph'),
    patch: movesTo(workflow, arrangedPositions(workflow, types, ids)),
  };
}

/** Upper left corners of the given nodes and of their notes, by item key. */
function arrangedPositions(
  workflow: Workflow,
  types: NodeTypes,
  ids: readonly string[],
): Readonly<Record<string, Point>> {
  const boxes = boxesOf(workflow, types, ids);
  const placed = Object.keys(workflow.nodes).filter((id) => workflow.view?.nodes?.[id] !== undefined);
  const places = placesOf(workflow, boxes, boxesOf(workflow, types, placed));
  const before = cornerOf([...places.keys()].flatMap((key) => boxOf(workflow, boxes, key) ?? []));
  const after = cornerOf([...places].flatMap(([key, at]) => withPlace(boxOf(workflow, boxes, key), at) ?? []));
  const shift = snapped({ x: before.x - after.x, y: before.y - after.y });
  return Object.fromEntries([...places].map(([key, at]) => [key, { x: at.x + shift.x, y: at.y + shift.y }]));
}

export function boxesOf(
  workflow: Workflow,
  types: NodeTypes,
  ids: readonly string[],
): ReadonlyMap<string, NodeGeometry> {
  return new Map(
    ids.flatMap((id): [string, NodeGeometry][] => {
      const box = nodeGeometry(workflow, types, id);
      return box ? [[id, box]] : [];
    }),
  );
}

function boxOf(workflow: Workflow, boxes: ReadonlyMap<string, NodeGeometry>, key: string): Box | undefined {
  const { kind, id } = readItem(key);
  return kind === 'note' ? noteBox(workflow, id) : boxes.get(id);
}

function withPlace(box: Box | undefined, at: Point): Box | undefined {
  return box && { ...box, ...at };
}

function cornerOf(boxes: readonly Box[]): Point {
  return boundsOf(boxes) ?? { x: 0, y: 0 };
}
