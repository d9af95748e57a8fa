/** Copying and pasting parts of a graph. */
import type { Change, Workflow } from '../../../engine/protocol/index.ts';
import { placesOf } from '../layout/places.ts';
import { type NodeTypes, shapeOf } from '../graph/catalogue.ts';
import type { Command } from '../command.ts';
import { type Fragment, readFragment, writeFragment } from './fragment.ts';
import { type Box, boundsOf, GRID, NODE, nodeGeometry, NOTE, noteBox, type Point } from '../layout/geometry.ts';
import { idMaker } from '../naming/ids.ts';
import { linksOf } from '../graph/links.ts';
import { mapLinks } from '../graph/links-in-values.ts';
import { itemKey, selectedOf } from '../selection.ts';
import { mergeSubgraphs, neededSubgraphs, renamedType } from '../graph/subgraphs.ts';
import { plainTitle } from '../naming/titles.ts';

/** How far beside the original a duplicate lies. */
const BESIDE = 4 * GRID;

/**
 * The text for the clipboard: the selected nodes and notes, the nodes of selected groups, and the groups that are wholly among
 * them. @returns an empty text when there is nothing to copy.
 */
export function copyItems(workflow: Workflow, keys: Iterable<string>, types: NodeTypes = new Map()): string {
  const fragment = fragmentOf(workflow, types, new Set(keys));
  return fragment ? writeFragment(fragment) : '';
}

function fragmentOf(workflow: Workflow, types: NodeTypes, selection: ReadonlySet<string>): Fragment | undefined {
  const view = workflow.view ?? {};
  const grouped = selectedOf(selection, 'group').flatMap((id) => view.groups?.[id]?.nodes ?? []);
  const chosen = new Set([...selectedOf(selection, 'node'), ...grouped]);
  const notes = Object.entries(view.notes ?? {}).filter(([id]) => selection.has(itemKey({ kind: 'note', id })));
  const nodes = Object.entries(workflow.nodes).filter(([id]) => chosen.has(id));
  if (nodes.length + notes.length === 0) return undefined;
  const sources = nodes.flatMap(([id, node]) =>
    Object.entries(node.inputs ?? {}).flatMap(([input, value]) => linksOf(id, input, value)),
  );
  const outside = sources.flatMap(({ from }): [string, string][] => {
    const type = chosen.has(from.node) ? undefined : workflow.nodes[from.node]?.type;
    return type === undefined ? [] : [[from.node, type]];
  });
  const boxes = [
    ...nodes.map(([id]) => nodeGeometry(workflow, types, id)),
    ...notes.map(([id]) => noteBox(workflow, id)),
  ].filter((box) => box !== undefined);
  return {
    nodes: Object.fromEntries(nodes),
    outside: Object.fromEntries(outside),
    views: Object.fromEntries(nodes.map(([id]) => [id, view.nodes?.[id] ?? { x: 0, y: 0 }])),
    notes: Object.fromEntries(notes),
    groups: Object.fromEntries(
      Object.entries(view.groups ?? {}).filter(
        ([, { nodes: members }]) => members.length > 0 && members.every((id) => chosen.has(id)),
      ),
    ),
    subgraphs: neededSubgraphs(
      workflow.subgraphs ?? {},
      nodes.map(([, { type }]) => type),
    ),
    box: boundsOf(boxes),
  };
}

/**
 * Pastes a copied part, or all nodes of a workflow file. Everything gets new ids; links to nodes that were not copied lead to the
 * node of that id and type, where there is one.
 * @param at where its middle goes.
 * @returns undefined when the text is neither.
 */
export function pasteItems(workflow: Workflow, types: NodeTypes, text: string, at: Point): Command | undefined {
  const fragment = readFragment(text);
  if (!fragment) return undefined;
  const placed = withPlaces(fragment, types);
  const box = placed.box ?? boundsOf(boxesOf(placed));
  const shift = box
    ? { x: Math.round(at.x - box.x - box.width / 2), y: Math.round(at.y - box.y - box.height / 2) }
    : at;
  return paste(workflow, types, placed, aside(workflow, placed, shift), 'Paste');
}

/** Copies of items beside them, with all their wires. Nothing happens when there is nothing to copy. */
export function duplicateItems(workflow: Workflow, types: NodeTypes, keys: Iterable<string>): Command {
  const fragment = fragmentOf(workflow, types, new Set(keys));
  if (!fragment) return { name: 'Duplicate', patch: [] };
  return paste(workflow, types, fragment, aside(workflow, fragment, { x: BESIDE, y: BESIDE }), 'Duplicate');
}

function paste(workflow: Workflow, types: NodeTypes, fragment: Fragment, { x, y }: Point, verb: string): Command {
  const view = workflow.view ?? {};
  const moved = <T extends Point>(item: T): T => ({ ...item, x: Math.round(item.x + x), y: Math.round(item.y + y) });
  const freshNode = idMaker(Object.keys(workflow.nodes));
  const ids = new Map(Object.keys(fragment.nodes).map((id) => [id, freshNode(id)]));
  const { added, renamed } = mergeSubgraphs(workflow.subgraphs ?? {}, fragment.subgraphs);
  const withSubgraphs: Workflow = { ...workflow, subgraphs: { ...workflow.subgraphs, ...added } };
  const nodes = Object.entries(fragment.nodes).flatMap(([id, node]): Change[] => {
    const fresh = ids.get(id) ?? id;
    const inputs = Object.entries(node.inputs ?? {}).flatMap(([name, value]): [string, unknown][] => {
      const next = mapLinks(value, (source) => {
        const inside = ids.get(source.node);
        if (inside !== undefined) return { ...source, node: inside };
        return isThere(withSubgraphs, types, source, fragment.outside[source.node]) ? source : undefined;
      });
      return next === undefined ? [] : [[name, next]];
    });
    const bare = Object.fromEntries(Object.entries(node).filter(([name]) => name !== 'inputs'));
    const value = {
      ...bare,
      type: renamedType(node.type, renamed),
      ...(inputs.length > 0 ? { inputs: Object.fromEntries(inputs) } : {}),
    };
    return [
      { path: ['nodes', fresh], value, create: true },
      { path: ['view', 'nodes', fresh], value: moved(fragment.views[id] ?? { x: 0, y: 0 }) },
    ];
  });
  const freshNote = idMaker(Object.keys(view.notes ?? {}));
  const freshGroup = idMaker(Object.keys(view.groups ?? {}));
  const notes = Object.entries(fragment.notes).map(([id, note]) => ({ id: freshNote(id), note: moved(note) }));
  const groups = Object.entries(fragment.groups).map(([id, group]) => ({
    id: freshGroup(id),
    group: { ...group, nodes: group.nodes.flatMap((node) => ids.get(node) ?? []) },
  }));
  const patch: Change[] = [
    ...Object.entries(added).map(([name, value]): Change => ({ path: ['subgraphs', name], value, create: true })),
    ...nodes,
    ...notes.map(({ id, note }): Change => ({ path: ['view', 'notes', id], value: note, create: true })),
    ...groups.map(({ id, group }): Change => ({ path: ['view', 'groups', id], value: group, create: true })),
  ];
  const select = [...ids.values(), ...notes.map(({ id }) => itemKey({ kind: 'note', id }))];
  return { name: `${verb} ${whatIsIn(fragment)}`, patch, select };
}

function whatIsIn(fragment: Fragment): string {
  const [nodes, notes] = [Object.keys(fragment.nodes), Object.keys(fragment.notes).length];
  const [first] = nodes;
  if (notes === 0)
    return nodes.length === 1 && first !== undefined
      ? plainTitle({ nodes: fragment.nodes } as Workflow, first)
      : `${nodes.length} nodes`;
  return nodes.length > 0 ? `${nodes.length + notes} items` : notes === 1 ? 'a note' : `${notes} notes`;
}

function isThere(
  workflow: Workflow,
  types: NodeTypes,
  source: { readonly node: string; readonly output: string },
  type: string | undefined,
): boolean {
  const node = workflow.nodes[source.node];
  return (
    node !== undefined &&
    node.type === type &&
    Object.hasOwn(shapeOf(workflow, types, node.type).outputs, source.output)
  );
}

/** Nodes of a file without places are laid out. */
function withPlaces(fragment: Fragment, types: NodeTypes): Fragment {
  const ids = Object.keys(fragment.nodes);
  if (ids.every((id) => fragment.views[id] !== undefined)) return fragment;
  const workflow = { nodes: fragment.nodes, subgraphs: fragment.subgraphs } as Workflow;
  const boxes = new Map(
    ids.flatMap((id) => {
      const box = nodeGeometry(workflow, types, id);
      return box ? [[id, box] as const] : [];
    }),
  );
  const places = [...placesOf(workflow, boxes)].map(([id, { x, y }]) => [id, { ...fragment.views[id], x, y }] as const);
  return { ...fragment, views: { ...fragment.views, ...Object.fromEntries(places) }, box: undefined };
}

/** About as large as the items are: for a file the sizes of its nodes are not asked for. */
function boxesOf({ views, notes, nodes }: Fragment): Box[] {
  const ofNodes = Object.keys(nodes)
    .flatMap((id) => views[id] ?? [])
    .map(({ x, y, width }) => ({ x, y, width: width ?? NODE.width, height: 5 * NODE.row }));
  return [
    ...ofNodes,
    ...Object.values(notes).map(({ x, y, width, height }) => ({
      x,
      y,
      width: width ?? NOTE.width,
      height: height ?? NOTE.height,
    })),
  ];
}

/** The same shift, or further on when a node would lie exactly on another. */
function aside(workflow: Workflow, { views, notes }: Fragment, shift: Point): Point {
  const taken = new Set(
    [...Object.values(workflow.view?.nodes ?? {}), ...Object.values(workflow.view?.notes ?? {})].map(placeKey),
  );
  const items = [...Object.values(views), ...Object.values(notes)];
  let { x, y } = shift;
  while (items.some((item) => taken.has(placeKey({ x: item.x + x, y: item.y + y })))) [x, y] = [x + BESIDE, y + BESIDE];
  return { x, y };
}

function placeKey({ x, y }: Point): string {
  return `${Math.round(x)} ${Math.round(y)}`;
}
