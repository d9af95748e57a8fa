/** Reads a fragment from any text. Parts that are not as they should be are left out; nothing throws. */
import { NODE_ID, type WorkflowNode } from '../../../engine/protocol/index.ts';
import { isObject, type Json } from '../json.ts';
import type { Box, Point } from '../layout/geometry.ts';
import { isReserved } from '../naming/ids.ts';
import { type Fragment, FRAGMENT_FORMAT, type Group, type NodeView, type Note, type Subgraphs } from './fragment.ts';

/**
 * Reads a fragment, or a whole workflow file as a fragment.
 * @returns undefined for any other text, or when it is empty.
 */
export function readFragment(text: string): Fragment | undefined {
  const json = parsed(text);
  const parts = isObject(json) ? partsOf(json) : undefined;
  if (!parts) return undefined;
  const fragment = fragmentFrom(parts);
  const count = Object.keys(fragment.nodes).length + Object.keys(fragment.notes).length;
  return count > 0 ? fragment : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The parts of a fragment in either format. A workflow file keeps some of them in its view. */
function partsOf(json: Json): Json | undefined {
  if (json['format'] === FRAGMENT_FORMAT) return json;
  if (json['format'] !== 'inkloom-workflow') return undefined;
  const { nodes, subgraphs } = json;
  const { nodes: views, notes, groups } = isObject(json['view']) ? json['view'] : {};
  return { nodes, subgraphs, views, notes, groups };
}

function fragmentFrom(parts: Json): Fragment {
  const nodes = readEntries(parts['nodes'], readNode);
  const subgraphs = Object.entries(readEntries(parts['subgraphs'], readSubgraph));
  return {
    nodes,
    outside: readEntries(parts['outside'], (type) => (typeof type === 'string' ? type : undefined)),
    views: readEntries(parts['views'], readView),
    notes: readEntries(parts['notes'], readNote),
    groups: readEntries(parts['groups'], (group) => readGroup(group, nodes)),
    subgraphs: Object.fromEntries(subgraphs.filter(([name]) => /^[a-z0-9-]+$/.test(name))),
    box: readBox(parts['box']),
  };
}

function readNode(node: unknown, id: string): WorkflowNode | undefined {
  if (!NODE_ID.test(id) || !isObject(node) || typeof node['type'] !== 'string' || node['type'] === '') return undefined;
  const { title, mode, inputs } = node;
  return {
    type: node['type'],
    ...(typeof title === 'string' ? { title } : {}),
    ...(mode === 'mute' || mode === 'bypass' ? { mode } : {}),
    // The values come out of JSON, so they can be written again whatever they are.
    ...(isObject(inputs) && Object.keys(inputs).length > 0
      ? { inputs: readEntries(inputs, (value) => value as NonNullable<WorkflowNode['inputs']>[string]) }
      : {}),
  };
}

function readView(view: unknown): NodeView | undefined {
  return isObject(view) && isPlace(view) ? { ...readLook(view), x: view.x, y: view.y } : undefined;
}

function readNote(note: unknown): Note | undefined {
  if (!isObject(note) || !isPlace(note) || typeof note['text'] !== 'string') return undefined;
  return { ...readLook(note), text: note['text'], x: note.x, y: note.y };
}

function readLook({ width, height, collapsed, colour, seeds }: Json): Partial<NodeView & Note> {
  const policies = readEntries(seeds, (policy) =>
    policy === 'fixed' || policy === 'random' || policy === 'increment' ? policy : undefined,
  );
  return {
    ...(isSize(width) ? { width } : {}),
    ...(isSize(height) ? { height } : {}),
    ...(collapsed === true ? { collapsed } : {}),
    ...(typeof colour === 'string' && /^[a-z]+$/.test(colour) ? { colour } : {}),
    ...(Object.keys(policies).length > 0 ? { seeds: policies } : {}),
  };
}

function readGroup(group: unknown, nodes: Json): Group | undefined {
  if (!isObject(group) || typeof group['title'] !== 'string' || !Array.isArray(group['nodes'])) return undefined;
  const members = (group['nodes'] as unknown[]).filter(
    (id): id is string => typeof id === 'string' && Object.hasOwn(nodes, id),
  );
  if (members.length === 0) return undefined;
  const { colour } = readLook(group);
  return { title: group['title'], nodes: members, ...(colour === undefined ? {} : { colour }) };
}

function readSubgraph(subgraph: unknown): Subgraphs[string] | undefined {
  if (!isObject(subgraph) || !isObject(subgraph['nodes'])) return undefined;
  const inputs = readEntries(subgraph['inputs'], (input) =>
    isObject(input) ? { ...(input as { default?: never }), ...readTitle(input) } : undefined,
  );
  const outputs = readEntries(subgraph['outputs'], (output) =>
    isObject(output)
      ? { ...readTitle(output), ...(typeof output['from'] === 'string' ? { from: output['from'] } : {}) }
      : undefined,
  );
  const nodes = readEntries(subgraph['nodes'], readNode);
  const view = isObject(subgraph['view']) ? readSubgraphView(subgraph['view'], nodes) : {};
  return {
    ...readTitle(subgraph),
    ...(Object.keys(inputs).length > 0 ? { inputs } : {}),
    ...(Object.keys(outputs).length > 0 ? { outputs } : {}),
    nodes,
    ...(Object.keys(view).length > 0 ? { view } : {}),
  };
}

function readTitle({ title }: Json): { readonly title?: string } {
  return typeof title === 'string' ? { title } : {};
}

/** How the inside of a subgraph is shown: places of nodes, notes and groups. */
function readSubgraphView(view: Json, nodes: Json): Record<string, never> {
  const parts = {
    nodes: readEntries(view['nodes'], readView),
    notes: readEntries(view['notes'], readNote),
    groups: readEntries(view['groups'], (group) => readGroup(group, nodes)),
  };
  // The values came out of JSON, so they can be written again.
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0)) as never;
}

function readBox(box: unknown): Box | undefined {
  if (!isObject(box) || !isPlace(box) || !isSize(box['width']) || !isSize(box['height'])) return undefined;
  return { x: box.x, y: box.y, width: box['width'], height: box['height'] };
}

/** The fields of an object that can be read. Names inherited from Object.prototype are left out. */
function readEntries<T>(value: unknown, read: (value: unknown, name: string) => T | undefined): Record<string, T> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]): [string, T][] => {
      const known = isReserved(name) ? undefined : read(each, name);
      return known === undefined ? [] : [[name, known]];
    }),
  );
}

function isPlace(value: Json): value is Json & Point {
  return Number.isFinite(value['x']) && Number.isFinite(value['y']);
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
