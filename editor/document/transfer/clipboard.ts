/** Copying, pasting and duplicating parts of a graph. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { linksOf } from '../graph/links.ts';
import { neededSubgraphs } from '../graph/subgraphs.ts';
import { nearestFree, obstaclesIn } from '../layout/free-place.ts';
import { type Box, boundsOf, GRID, groupBox, nodeGeometry, noteBox, type Point } from '../layout/geometry.ts';
import { withPlaces } from '../layout/missing-places.ts';
import { isBoundary } from '../nested/boundary.ts';
import { itemKey, selectedOf } from '../selection.ts';
import { type Fragment, writeFragment } from './fragment.ts';
import { pasteFragment } from './paste-fragment.ts';
import { readFragment } from './read-fragment.ts';

/** Distance of a duplicate from its original to the right and down, in canvas pixels. */
const BESIDE = 4 * GRID;

/**
 * The text for the clipboard: the selected nodes and notes, the nodes of selected groups, and every group whose nodes
 * are all copied.
 * @returns an empty text when there is nothing to copy.
 */
export function copyItems(workflow: Workflow, keys: Iterable<string>, types: NodeTypes = new Map()): string {
  const fragment = fragmentOf(workflow, types, new Set(keys));
  return fragment ? writeFragment(fragment) : '';
}

/**
 * Pastes a copied fragment, or all nodes of a workflow file. All items get new ids. A link to a node that was not
 * copied leads to the node of that id and type, where there is one.
 * @param at where the middle of the fragment goes, in canvas pixels.
 * @returns undefined when the text is neither.
 */
export function pasteItems(workflow: Workflow, types: NodeTypes, text: string, at: Point): Command | undefined {
  const read = readFragment(text);
  if (!read) return undefined;
  const { view } = withPlaces(asWorkflow(read), types);
  const fragment = { ...read, views: view?.nodes ?? {} };
  const box = boundsOf(boxesOf(fragment, types));
  const shift = box
    ? { x: Math.round(at.x - box.x - box.width / 2), y: Math.round(at.y - box.y - box.height / 2) }
    : at;
  return pasteFragment(workflow, types, fragment, freeShift(workflow, types, fragment, shift), (items) =>
    t('Paste {items}', { items }),
  );
}

/** Copies items beside the originals, with all their wires. Changes nothing when there is nothing to copy. */
export function duplicateItems(workflow: Workflow, types: NodeTypes, keys: Iterable<string>): Command {
  const fragment = fragmentOf(workflow, types, new Set(keys));
  if (!fragment) return { name: t('Duplicate'), patch: [] };
  const shift = freeShift(workflow, types, fragment, { x: BESIDE, y: BESIDE });
  return pasteFragment(workflow, types, fragment, shift, (items) => t('Duplicate {items}', { items }));
}

function fragmentOf(workflow: Workflow, types: NodeTypes, selection: ReadonlySet<string>): Fragment | undefined {
  const view = workflow.view ?? {};
  const grouped = selectedOf(selection, 'group').flatMap((id) => view.groups?.[id]?.nodes ?? []);
  const chosen = new Set([...selectedOf(selection, 'node'), ...grouped]);
  const nodes = Object.entries(workflow.nodes).filter(([id]) => chosen.has(id) && !isBoundary(id));
  const notes = Object.entries(view.notes ?? {}).filter(([id]) => selection.has(itemKey({ kind: 'note', id })));
  if (nodes.length + notes.length === 0) return undefined;
  const groups = Object.entries(view.groups ?? {}).filter(
    ([, { nodes: members }]) => members.length > 0 && members.every((id) => chosen.has(id)),
  );
  const boxes = [
    ...nodes.map(([id]) => nodeGeometry(workflow, types, id)),
    ...notes.map(([id]) => noteBox(workflow, id)),
  ];
  const usedTypes = nodes.map(([, { type }]) => type);
  return {
    nodes: Object.fromEntries(nodes),
    outside: outsideTypes(workflow, Object.fromEntries(nodes)),
    views: Object.fromEntries(nodes.map(([id]) => [id, view.nodes?.[id] ?? { x: 0, y: 0 }])),
    notes: Object.fromEntries(notes),
    groups: Object.fromEntries(groups),
    subgraphs: neededSubgraphs(workflow.subgraphs ?? {}, usedTypes),
    box: boundsOf(boxes.filter((box) => box !== undefined)),
  };
}

/** Types of the nodes outside the copied ones that these are linked to. */
function outsideTypes(workflow: Workflow, copied: Workflow['nodes']): Record<string, string> {
  const types: Record<string, string> = {};
  for (const [id, node] of Object.entries(copied)) {
    const wires = Object.entries(node.inputs ?? {}).flatMap(([input, value]) => linksOf(id, input, value));
    for (const { from } of wires) {
      const type = Object.hasOwn(copied, from.node) ? undefined : workflow.nodes[from.node]?.type;
      if (type !== undefined) types[from.node] = type;
    }
  }
  return types;
}

/** Boxes of the nodes and notes of a fragment. */
function boxesOf(fragment: Fragment, types: NodeTypes): Box[] {
  const workflow = asWorkflow(fragment);
  return [
    ...Object.keys(fragment.nodes).flatMap((id) => nodeGeometry(workflow, types, id) ?? []),
    ...Object.keys(fragment.notes).flatMap((id) => noteBox(workflow, id) ?? []),
  ];
}

function asWorkflow({ nodes, subgraphs, views, notes, groups }: Fragment): Workflow {
  return { nodes, subgraphs, view: { nodes: views, notes, groups } } as Workflow;
}

/** The shift itself, or the nearest one at which the fragment covers nothing. */
function freeShift(workflow: Workflow, types: NodeTypes, fragment: Fragment, shift: Point): Point {
  const frames = Object.keys(fragment.groups).flatMap((id) => groupBox(asWorkflow(fragment), types, id) ?? []);
  const box = boundsOf([...boxesOf(fragment, types), ...frames]);
  if (!box) return shift;
  const place = nearestFree({ ...box, x: box.x + shift.x, y: box.y + shift.y }, obstaclesIn(workflow, types));
  return { x: place.x - box.x, y: place.y - box.y };
}
