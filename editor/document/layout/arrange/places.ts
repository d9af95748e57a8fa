/**
 * Places of nodes and notes in columns by what feeds what. Notes stay with the node they are about, and the nodes of a
 * group stay together, with nothing else inside their frame.
 */
import type { Workflow } from '../../../../engine/protocol/index.ts';
import { wiresOf } from '../../graph/links.ts';
import { itemKey } from '../../selection.ts';
import { type Box, GROUP, type NodeGeometry, type Point } from '../geometry.ts';
import type { Page } from './fold.ts';
import { layOut } from './lay-out.ts';
import { notesByNode, type NotePlace } from './note-owners.ts';
import { pack } from './pack.ts';
import { type Link, onGrid, shifted, stackedUnit, type Unit } from './unit.ts';

type Boxes = ReadonlyMap<string, NodeGeometry>;

/** The part of the canvas that is seen at once on a usual screen, in canvas pixels; a group fills half of it. */
const PAGE: Page = { width: 1250, height: 800 };
const GROUP_PAGE: Page = { width: PAGE.width / 2, height: PAGE.height };

/** Between notes about no node and the graph below them: too far to be about one of its nodes. */
const NOTES_GAP = 104;

/** From the corner of a frame to the nodes inside it. */
const FRAME = { x: onGrid(GROUP.padding), y: onGrid(GROUP.padding + GROUP.header) } as const;

/**
 * Upper left corners of nodes and notes, by item key.
 * @param boxes the nodes that are laid out.
 * @param placed all nodes that have a place: a note is about the nearest of them. Default: there are none.
 */
export function placesOf(workflow: Workflow, boxes: Boxes, placed: Boxes = new Map()): ReadonlyMap<string, Point> {
  const notes = notesByNode(workflow, placed);
  const groups = wholeGroups(workflow, boxes);
  const links = linksBetween(workflow, boxes);
  const grouped = new Set([...groups.values()].flat());
  const unitOf = (id: string): Unit => nodeUnit(id, boxes, notes.get(id) ?? [], grouped.has(id));
  const units = [...boxes.keys()].filter((id) => !grouped.has(id)).map(unitOf);
  for (const [id, members] of groups) {
    const inner = layOut(id, members.map(unitOf), links, GROUP_PAGE);
    const items = new Map(shifted(inner.items, FRAME));
    units.push({
      id: `group:${id}`,
      width: inner.width + 2 * FRAME.x,
      height: inner.height + FRAME.x + FRAME.y,
      items,
    });
  }
  const graph = layOut('', inDocumentOrder(units, boxes), links, PAGE);
  const isWhole = boxes.size === Object.keys(workflow.nodes).length;
  const alone = isWhole ? freeNotes(notes.get('') ?? []) : [];
  return alone.length === 0 ? graph.items : inFront(pack('notes', alone, PAGE), graph);
}

/** Notes about no node. */
function freeNotes(notes: readonly NotePlace[]): Unit[] {
  return notes.map((note) => stackedUnit(note.id, [itemOf(note)]));
}

function inFront(first: Unit, second: Unit): ReadonlyMap<string, Point> {
  return new Map([...first.items, ...shifted(second.items, { x: 0, y: first.height + NOTES_GAP })]);
}

/** A note above a node in a group would cover the title of the frame, so there all are below. */
function nodeUnit(id: string, boxes: Boxes, notes: readonly NotePlace[], isGrouped: boolean): Unit {
  const box = boxes.get(id);
  const above = isGrouped ? [] : notes.filter(({ isAbove }) => isAbove);
  const below = notes.filter((note) => !above.includes(note));
  return stackedUnit(id, [...above.map(itemOf), ...(box ? [[id, box] as const] : []), ...below.map(itemOf)]);
}

function itemOf({ id, box }: NotePlace): readonly [string, Box] {
  return [itemKey({ kind: 'note', id }), box];
}

/** Members of the groups whose nodes are all laid out. A node is in one group only. */
function wholeGroups(workflow: Workflow, boxes: Boxes): ReadonlyMap<string, readonly string[]> {
  const grouped = new Set<string>();
  const groups = new Map<string, readonly string[]>();
  for (const [id, { nodes }] of Object.entries(workflow.view?.groups ?? {})) {
    const there = nodes.filter((node) => Object.hasOwn(workflow.nodes, node) && !grouped.has(node));
    if (there.length === 0 || !there.every((node) => boxes.has(node))) continue;
    groups.set(id, there);
    for (const member of there) grouped.add(member);
  }
  return groups;
}

function linksBetween(workflow: Workflow, boxes: Boxes): Link[] {
  return wiresOf(workflow).flatMap(({ from, to }): Link[] => {
    const [source, target] = [boxes.get(from.node), boxes.get(to.node)];
    if (!source || !target || source === target) return [];
    const fromOffset = (source.outputs[from.output]?.y ?? source.y) - source.y;
    const toOffset = (target.inputs[to.input]?.y ?? target.y) - target.y;
    return [{ from: from.node, to: to.node, fromOffset, toOffset }];
  });
}

/** Units in the order of their first nodes. */
function inDocumentOrder(units: readonly Unit[], boxes: Boxes): Unit[] {
  const order = new Map([...boxes.keys()].map((id, index) => [id, index]));
  const first = new Map(
    units.map((unit) => [unit, Math.min(...[...unit.items.keys()].map((key) => order.get(key) ?? Infinity))]),
  );
  return units.toSorted((a, b) => (first.get(a) ?? 0) - (first.get(b) ?? 0));
}
