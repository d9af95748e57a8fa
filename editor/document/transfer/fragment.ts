/**
 * What the clipboard carries: nodes with the wires between them, notes and groups, as JSON text of the format `inkloom-fragment`.
 * Links to nodes that are not in it stay as they were, with the type of their source, to be found again where it is pasted.
 */
import { NODE_ID, type Workflow, type WorkflowNode } from '../../../engine/protocol/index.ts';
import type { Box, Point } from '../layout/geometry.ts';
import { isObject, type Json } from '../json.ts';
import { isReserved } from '../naming/ids.ts';

export const FRAGMENT_FORMAT = 'inkloom-fragment';

type View = NonNullable<Workflow['view']>;
export type NodeView = NonNullable<View['nodes']>[string];
export type Note = NonNullable<View['notes']>[string];
export type Group = NonNullable<View['groups']>[string];
export type Subgraphs = NonNullable<Workflow['subgraphs']>;

export interface Fragment {
  readonly nodes: Readonly<Record<string, WorkflowNode>>;
  /** Types of the nodes outside that links lead to. */
  readonly outside: Readonly<Record<string, string>>;
  readonly views: Readonly<Record<string, NodeView>>;
  readonly notes: Readonly<Record<string, Note>>;
  readonly groups: Readonly<Record<string, Group>>;
  readonly subgraphs: Subgraphs;
  /** Around everything, in canvas pixels; absent when it is not known. */
  readonly box: Box | undefined;
}

export function writeFragment({ box, ...rest }: Fragment): string {
  return JSON.stringify({ format: FRAGMENT_FORMAT, version: 1, ...(box ? { box } : {}), ...rest }, undefined, 2);
}

/** Reads a fragment, or a whole workflow file as one. @returns undefined for any other text. */
export function readFragment(text: string): Fragment | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(json)) return undefined;
  const view = isObject(json['view']) ? json['view'] : {};
  const fragment =
    json['format'] === FRAGMENT_FORMAT
      ? parts(
          json['nodes'],
          json['views'],
          json['notes'],
          json['groups'],
          json['subgraphs'],
          json['outside'],
          json['box'],
        )
      : json['format'] === 'inkloom-workflow'
        ? parts(json['nodes'], view['nodes'], view['notes'], view['groups'], json['subgraphs'], {}, undefined)
        : undefined;
  return fragment && Object.keys(fragment.nodes).length + Object.keys(fragment.notes).length > 0 ? fragment : undefined;
}

/** What is not as it should be is left out. */
function parts(
  nodes: unknown,
  views: unknown,
  notes: unknown,
  groups: unknown,
  subgraphs: unknown,
  outside: unknown,
  box: unknown,
): Fragment {
  const known = entries(nodes, readNode);
  return {
    nodes: known,
    outside: entries(outside, (type) => (typeof type === 'string' ? type : undefined)),
    views: entries(views, (view) =>
      isObject(view) && isPlace(view) ? { ...readView(view), x: view.x, y: view.y } : undefined,
    ),
    notes: entries(notes, (note) =>
      isObject(note) && isPlace(note) && typeof note['text'] === 'string'
        ? { ...readView(note), text: note['text'], x: note.x, y: note.y }
        : undefined,
    ),
    groups: entries(groups, (group) => readGroup(group, known)),
    subgraphs: Object.fromEntries(
      Object.entries(entries(subgraphs, readSubgraph)).filter(([name]) => /^[a-z0-9-]+$/.test(name)),
    ),
    box:
      isObject(box) && isPlace(box) && isSize(box['width']) && isSize(box['height'])
        ? { x: box.x, y: box.y, width: box['width'], height: box['height'] }
        : undefined,
  };
}

function readNode(node: unknown, id: string): WorkflowNode | undefined {
  if (!NODE_ID.test(id) || !isObject(node) || typeof node['type'] !== 'string' || node['type'] === '') return undefined;
  const { title, mode, inputs } = node;
  return {
    type: node['type'],
    ...(typeof title === 'string' ? { title } : {}),
    ...(mode === 'mute' || mode === 'bypass' ? { mode } : {}),
    // It came out of JSON, so whatever it is can be written again.
    ...(isObject(inputs) && Object.keys(inputs).length > 0
      ? { inputs: entries(inputs, (value) => value as NonNullable<WorkflowNode['inputs']>[string]) }
      : {}),
  };
}

function readView(view: Json): Partial<NodeView & Note> {
  const { width, height, collapsed, colour, seeds } = view;
  const policies = entries(seeds, (policy) =>
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
  const { colour } = readView(group);
  return members.length === 0
    ? undefined
    : { title: group['title'], nodes: members, ...(colour === undefined ? {} : { colour }) };
}

function readSubgraph(subgraph: unknown): Subgraphs[string] | undefined {
  if (!isObject(subgraph) || !isObject(subgraph['nodes'])) return undefined;
  const inputs = entries(subgraph['inputs'], (input) => (isObject(input) ? (input as { default?: never }) : undefined));
  const outputs = entries(subgraph['outputs'], (output) =>
    isObject(output) && typeof output['from'] === 'string' ? { from: output['from'] } : undefined,
  );
  return {
    ...(Object.keys(inputs).length > 0 ? { inputs } : {}),
    ...(Object.keys(outputs).length > 0 ? { outputs } : {}),
    nodes: entries(subgraph['nodes'], readNode),
  };
}

function entries<T>(value: unknown, read: (value: unknown, name: string) => T | undefined): Record<string, T> {
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
