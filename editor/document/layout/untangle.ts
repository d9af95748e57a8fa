/**
 * Moves apart what lies over each other in a workflow of another program, whose nodes have other sizes: down, and no
 * farther than needed, so that columns stay columns. The nodes of a group stay together, and frames do not touch.
 */
import { applyPatch, type Workflow } from '../../../engine/protocol/index.ts';
import { movesTo } from '../commands/place.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { itemKey } from '../selection.ts';
import {
  type Box,
  boundsOf,
  contains,
  GROUP,
  groupBox,
  grown,
  middleOf,
  nodeGeometry,
  noteBox,
  overlaps,
  type Point,
} from './geometry.ts';

/** Kept between two things, in canvas pixels. */
const GAP = 24;

type Boxes = Map<string, Box>;

/** The same workflow when nothing lies over anything else. */
export function untangled(workflow: Workflow, types: NodeTypes): Workflow {
  const boxes = boxesIn(workflow, types);
  const before = new Map(boxes);
  const frames = groupsIn(workflow, types, boxes);
  for (const keys of frames.values()) spread(keys, boxes);
  const grouped = new Set([...frames.values()].flat());
  const units: Boxes = new Map([...boxes].filter(([key]) => !grouped.has(key)));
  for (const [id, keys] of frames) units.set(`group:${id}`, frameOf(keys, boxes));
  const unitsBefore = new Map(units);
  spread([...units.keys()], units);
  for (const [key, { y }] of units) {
    const by = y - (unitsBefore.get(key)?.y ?? y);
    for (const each of frames.get(key.slice('group:'.length)) ?? [key]) {
      const box = boxes.get(each);
      if (box) boxes.set(each, { ...box, y: box.y + by });
    }
  }
  const moved = [...boxes].filter(([key, { y }]) => before.get(key)?.y !== y);
  const positions = Object.fromEntries(moved.map(([key, { x, y }]): [string, Point] => [key, { x, y }]));
  return moved.length === 0 ? workflow : applyPatch(workflow, movesTo(workflow, positions));
}

function boxesIn(workflow: Workflow, types: NodeTypes): Boxes {
  const boxes: Boxes = new Map();
  for (const id of Object.keys(workflow.nodes)) {
    const box = workflow.view?.nodes?.[id] && nodeGeometry(workflow, types, id);
    if (box) boxes.set(id, box);
  }
  for (const id of Object.keys(workflow.view?.notes ?? {})) {
    const box = noteBox(workflow, id);
    if (box) boxes.set(itemKey({ kind: 'note', id }), box);
  }
  return boxes;
}

/** The nodes of each group and the notes inside its frame. An item is in one group only. */
function groupsIn(workflow: Workflow, types: NodeTypes, boxes: Boxes): Map<string, readonly string[]> {
  const free = new Set(boxes.keys());
  const groups = new Map<string, readonly string[]>();
  for (const [id, { nodes }] of Object.entries(workflow.view?.groups ?? {})) {
    const frame = groupBox(workflow, types, id);
    const isInside = (key: string): boolean => {
      const box = key.startsWith('note:') ? boxes.get(key) : undefined;
      return box !== undefined && frame !== undefined && contains(frame, middleOf(box));
    };
    const keys = [...free].filter((key) => nodes.includes(key) || isInside(key));
    if (keys.length === 0) continue;
    groups.set(id, keys);
    for (const key of keys) free.delete(key);
  }
  return groups;
}

/** The frame around the nodes of a group, and its notes. */
function frameOf(keys: readonly string[], boxes: Boxes): Box {
  const [notes, nodes] = [true, false].map((isNote) =>
    keys.filter((key) => key.startsWith('note:') === isNote).flatMap((key) => boxes.get(key) ?? []),
  );
  const inner = boundsOf(nodes ?? []);
  const frame = inner && grown(inner, GROUP.padding, GROUP.header);
  return boundsOf([...(frame ? [frame] : []), ...(notes ?? [])]) ?? { x: 0, y: 0, width: 0, height: 0 };
}

/** Moves each box below those above it that it would cover, from the top down. */
function spread(keys: readonly string[], boxes: Boxes): void {
  const done: Box[] = [];
  const inOrder = keys
    .flatMap((key) => {
      const box = boxes.get(key);
      return box ? [{ key, box }] : [];
    })
    .toSorted((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
  for (const { key, box } of inOrder) {
    let place = box;
    for (let hit = hitBy(place, done); hit; hit = hitBy(place, done)) place = { ...place, y: hit.y + hit.height + GAP };
    boxes.set(key, place);
    done.push(place);
  }
}

function hitBy(box: Box, others: readonly Box[]): Box | undefined {
  return others.find((other) => overlaps(box, other));
}
