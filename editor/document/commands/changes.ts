/** Building blocks of commands: the smallest changes, and none where the value is already set. */
import { type Change, valueAt, type Workflow } from '../../../engine/protocol/index.ts';
import { sameJson } from '../json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Sets a field, or removes it when the value is undefined. Empty when the field has that value already. */
export function set(workflow: Workflow, path: readonly string[], value: unknown): Change[] {
  if (sameJson(valueAt(workflow, path), value)) return [];
  return [value === undefined ? { path } : { path, value }];
}

/** Sets fields of a node's view. A view must have a place, so a node without one is placed at the origin. */
export function setNodeView(workflow: Workflow, id: string, fields: Fields): Change[] {
  if (!Object.hasOwn(workflow.nodes, id)) return [];
  const path = ['view', 'nodes', id];
  if (valueAt(workflow, path) !== undefined) return setFields(workflow, path, fields);
  const defined = Object.entries(fields).filter(([, value]) => value !== undefined);
  return defined.length === 0 ? [] : [{ path, value: { x: 0, y: 0, ...Object.fromEntries(defined) } }];
}

/** Sets fields of a note or group. Empty when it does not exist. */
export function setItemView(workflow: Workflow, kind: 'notes' | 'groups', id: string, fields: Fields): Change[] {
  const path = ['view', kind, id];
  return valueAt(workflow, path) === undefined ? [] : setFields(workflow, path, fields);
}

function setFields(workflow: Workflow, path: readonly string[], fields: Fields): Change[] {
  return Object.entries(fields).flatMap(([name, value]) => set(workflow, [...path, name], value));
}
