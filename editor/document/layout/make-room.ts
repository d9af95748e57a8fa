/** Moves things out of the way of a node that was put into a wire, or that has grown. All lengths are canvas pixels. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { wiresFrom, wiresInto } from '../graph/links.ts';
import { downstream } from '../graph/walk.ts';
import { itemKey } from '../selection.ts';
import { nearestFree } from './free-place.ts';
import { type Box, nodeGeometry, noteBox, overlaps, type Point } from './geometry.ts';

type Positions = Readonly<Record<string, Point>>;

/** Kept between a node in a wire and its neighbours, and below a node that has grown. */
const GAP = { across: 48, down: 32 } as const;

/**
 * Makes room for a node between its sources and what it feeds: it goes right of its sources, and what it feeds moves to
 * the right as far as needed, with all that follows and all that would be covered.
 * @returns new upper left corners by item key.
 */
export function roomInWire(workflow: Workflow, types: NodeTypes, id: string): Positions {
  const boxes = boxesIn(workflow, types);
  const box = boxes.get(id);
  if (!box) return {};
  const sources = boxesAt(boxes, new Set(wiresInto(workflow, id).map(({ from }) => from.node)));
  const fed = new Set(wiresFrom(workflow, id).map(({ to }) => to.node));
  const right = Math.max(-Infinity, ...sources.map(({ x, width }) => x + width));
  const left = Math.min(Infinity, ...boxesAt(boxes, fed).map(({ x }) => x));
  const others = (moved: Moved): Box[] => [...boxes].flatMap(([key, each]) => (key === id ? [] : [moved(key, each)]));
  // The wire leads back or down: there is no room to make between its ends.
  if (left < right) return placed(id, box, others(unmoved));
  const x = Math.max(right + GAP.across, Math.min(box.x, left - GAP.across - box.width));
  const by = Math.max(0, x + box.width + GAP.across - left);
  const moving = by === 0 ? new Set<string>() : swept(boxes, followers(workflow, boxes, fed, left), id, by);
  const moved: Moved = (key, each) => (moving.has(key) ? { ...each, x: each.x + by } : each);
  const shifted = [...moving].flatMap((key): [string, Point][] => {
    const at = boxes.get(key);
    return at ? [[key, { x: at.x + by, y: at.y }]] : [];
  });
  return { ...placed(id, { ...box, x }, others(moved), box), ...Object.fromEntries(shifted) };
}

/**
 * Moves what a grown node covers: down what is below it, to the right what is beside it, and so on.
 * @param before the box of the node before it grew. @returns new upper left corners by item key.
 */
export function roomForGrown(workflow: Workflow, types: NodeTypes, id: string, before: Box): Positions {
  const boxes = new Map(boxesIn(workflow, types));
  const positions: Record<string, Point> = {};
  const grown = [{ key: id, was: before }];
  for (let next = grown.shift(); next; next = grown.shift()) {
    const now = boxes.get(next.key);
    if (!now) continue;
    for (const [key, box] of boxes) {
      if (key === next.key || !overlaps(now, box) || overlaps(next.was, box)) continue;
      const isBelow = box.y >= next.was.y + next.was.height;
      const at = isBelow
        ? { x: box.x, y: now.y + now.height + GAP.down }
        : { x: now.x + now.width + GAP.across, y: box.y };
      if (at.x < box.x || at.y < box.y) continue;
      positions[key] = at;
      boxes.set(key, { ...box, ...at });
      grown.push({ key, was: box });
    }
  }
  return positions;
}

type Boxes = ReadonlyMap<string, Box>;
type Moved = (key: string, box: Box) => Box;

const unmoved: Moved = (_key, box) => box;

/** Boxes of nodes and notes, by item key. */
function boxesIn(workflow: Workflow, types: NodeTypes): Boxes {
  const boxes = new Map<string, Box>();
  for (const id of Object.keys(workflow.nodes)) {
    const box = nodeGeometry(workflow, types, id);
    if (box) boxes.set(id, box);
  }
  for (const id of Object.keys(workflow.view?.notes ?? {})) {
    const box = noteBox(workflow, id);
    if (box) boxes.set(itemKey({ kind: 'note', id }), box);
  }
  return boxes;
}

function boxesAt(boxes: Boxes, keys: ReadonlySet<string>): Box[] {
  return [...keys].flatMap((key) => boxes.get(key) ?? []);
}

/** The nodes that are fed, directly or not, as far as they are not left of the first of them. */
function followers(workflow: Workflow, boxes: Boxes, fed: ReadonlySet<string>, left: number): Set<string> {
  return new Set([...downstream(workflow, [...fed]), ...fed].filter((key) => (boxes.get(key)?.x ?? -Infinity) >= left));
}

/** Adds everything that the moving boxes would cover, which then moves too. */
function swept(boxes: Boxes, moving: Set<string>, except: string, by: number): ReadonlySet<string> {
  const open = [...moving];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const box = boxes.get(key);
    if (!box) continue;
    const way = { ...box, x: box.x + by };
    for (const [other, there] of boxes) {
      if (moving.has(other) || other === except || !overlaps(way, there) || overlaps(box, there)) continue;
      moving.add(other);
      open.push(other);
    }
  }
  return moving;
}

/** The node at the nearest place where it covers nothing; nothing when that is where it was. */
function placed(id: string, box: Box, others: readonly Box[], was: Box = box): Positions {
  const at = nearestFree(box, others);
  return at.x === was.x && at.y === was.y ? {} : { [id]: at };
}
