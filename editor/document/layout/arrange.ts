/** The command that lays nodes out in columns by what feeds what. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import { itemsTitle, movesTo } from '../commands/place.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { boundsOf, nodeGeometry, type NodeGeometry, type Point, snapped } from './geometry.ts';
import { placesOf } from './places.ts';

/**
 * Lays nodes out from left to right. Groups stay together, and notes stay where they are.
 * @param keys only these nodes, with their upper left corner where it was. Default: all nodes.
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
  return {
    name: chosen ? t('Arrange {items}', { items: itemsTitle(workflow, ids) }) : t('Arrange the graph'),
    patch: movesTo(workflow, arrangedPositions(workflow, boxes)),
  };
}

function arrangedPositions(workflow: Workflow, boxes: ReadonlyMap<string, NodeGeometry>): Record<string, Point> {
  const before = boundsOf([...boxes.values()]);
  if (!before) return {};
  const places = placesOf(workflow, boxes);
  const after = boundsOf([...places].map(([id, at]) => ({ ...(boxes.get(id) ?? before), ...at }))) ?? before;
  const shift = snapped({ x: before.x - after.x, y: before.y - after.y });
  return Object.fromEntries([...places].map(([id, at]) => [id, { x: at.x + shift.x, y: at.y + shift.y }]));
}
