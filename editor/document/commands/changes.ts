/** Building blocks of commands: the smallest changes, none for what is so already. */
import { type Change, valueAt, type Workflow } from '../../../engine/protocol/index.ts';
import { sameJson } from '../json.ts';

/** The change that gives a field a value, or, without a value, removes it. None when it is so already. */
export function set(workflow: Workflow, path: readonly string[], value: unknown): Change[] {
  if (sameJson(valueAt(workflow, path), value)) return [];
  return [value === undefined ? { path } : { path, value }];
}

/** Sets a field of how a node is shown. A node without a place gets one: a view without a place is none. */
export function setNodeView(workflow: Workflow, id: string, fields: Readonly<Record<string, unknown>>): Change[] {
  if (!Object.hasOwn(workflow.nodes, id)) return [];
  const path = ['view', 'nodes', id];
  if (valueAt(workflow, path) !== undefined)
    return Object.entries(fields).flatMap(([name, value]) => set(workflow, [...path, name], value));
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return known.length === 0 ? [] : [{ path, value: { x: 0, y: 0, ...Object.fromEntries(known) } }];
}

/** Sets fields of a note or of a group that is there. */
export function setItemView(
  workflow: Workflow,
  kind: 'notes' | 'groups',
  id: string,
  fields: Readonly<Record<string, unknown>>,
): Change[] {
  const path = ['view', kind, id];
  if (valueAt(workflow, path) === undefined) return [];
  return Object.entries(fields).flatMap(([name, value]) => set(workflow, [...path, name], value));
}
