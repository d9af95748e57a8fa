/** Paths into a workflow: which of them name items of collections, and which objects are optional. */
import type { Workflow } from '../schema.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Names inherited from Object.prototype that lead out of the workflow. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Objects whose fields are items of one kind. */
export const COLLECTIONS = [
  ['nodes'],
  ['parameters'],
  ['subgraphs'],
  ['view', 'nodes'],
  ['view', 'notes'],
  ['view', 'groups'],
] as const;

/** Collections whose items are created under a name. How a node is shown is not one: it belongs to the node. */
export const CREATED = COLLECTIONS.filter((names) => names.join() !== 'view,nodes');

/** Objects that are left out of the file when they would be empty; `*` is any name. */
const OPTIONAL = [
  ['parameters'],
  ['subgraphs'],
  ['view'],
  ['view', '*'],
  ['view', 'nodes', '*', 'seeds'],
  ['nodes', '*', 'inputs'],
] as const;

/** @throws TypeError for an empty path, or one that leads out of the workflow. */
export function checkPath(path: readonly string[]): void {
  const wrong = path.length === 0 || path.some((name) => typeof name !== 'string' || FORBIDDEN.has(name));
  if (wrong) throw new TypeError(`Expected a path of field names, got ${JSON.stringify(path)}`);
}

/** A path as text, for sets of paths of items. */
export function pathKey(path: readonly string[]): string {
  return path.join('/');
}

/** The value at a path; undefined when there is none. */
export function valueAt(workflow: Workflow, path: readonly string[]): unknown {
  let value: unknown = workflow;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** Whether a path names an item that is created: a node, note, group, parameter or subgraph. */
export function isCreated(path: readonly string[]): boolean {
  return CREATED.some((names) => path.length === names.length + 1 && startsWith(path, names));
}

/** Whether a path leads into an item that does not exist. */
export function isInMissingItem(workflow: Workflow, path: readonly string[]): boolean {
  const collection = COLLECTIONS.find((names) => path.length > names.length + 1 && startsWith(path, names));
  return collection !== undefined && valueAt(workflow, path.slice(0, collection.length + 1)) === undefined;
}

/** Whether the object at a path is left out of the file when it is empty. */
export function isOptional(path: readonly string[]): boolean {
  return OPTIONAL.some(
    (names) => names.length === path.length && names.every((name, i) => name === '*' || name === path[i]),
  );
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a path leads to, or into, the place that names name. */
export function startsWith(path: readonly string[], names: readonly string[]): boolean {
  return names.every((name, i) => name === path[i]);
}
