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

/** Collections inside a subgraph, below the path of the subgraph. */
const INNER_COLLECTIONS = [
  ['nodes'],
  ['inputs'],
  ['outputs'],
  ['view', 'nodes'],
  ['view', 'notes'],
  ['view', 'groups'],
] as const;

/** Collections whose items are created under a name. How a node is shown is not one: it belongs to the node. */
export const CREATED = COLLECTIONS.filter((names) => names.join() !== 'view,nodes');

/** The same inside a subgraph. Inputs and outputs are none: two people who add one of the same name mean the same. */
export const INNER_CREATED = CREATED.filter((names) => names.join() !== 'parameters' && names.join() !== 'subgraphs');

/** Objects that are left out of the file when they would be empty; `*` is any name. */
const OPTIONAL = [
  ['parameters'],
  ['subgraphs'],
  ['view'],
  ['view', '*'],
  ['view', 'nodes', '*', 'seeds'],
  ['nodes', '*', 'inputs'],
] as const;

/** The same inside a subgraph. */
const INNER_OPTIONAL = [['inputs'], ['outputs'], ...OPTIONAL.slice(2)] as const;

/** Length of the path of a subgraph. */
const SUBGRAPH = 2;

/** Whether a path leads into a subgraph. */
function isInner(path: readonly string[]): boolean {
  return path.length > SUBGRAPH && path[0] === 'subgraphs';
}

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

/** Whether a path names an item that is created: a node, note, group, parameter or subgraph, also inside a subgraph. */
export function isCreated(path: readonly string[]): boolean {
  const [collections, names] = isInner(path) ? [INNER_CREATED, path.slice(SUBGRAPH)] : [CREATED, path];
  return collections.some((each) => names.length === each.length + 1 && startsWith(names, each));
}

/** Whether a path leads into an item that does not exist. */
export function isInMissingItem(workflow: Workflow, path: readonly string[]): boolean {
  const missing = (collections: readonly (readonly string[])[], from: number): boolean => {
    const names = path.slice(from);
    const collection = collections.find((each) => names.length > each.length + 1 && startsWith(names, each));
    return collection !== undefined && valueAt(workflow, path.slice(0, from + collection.length + 1)) === undefined;
  };
  return missing(COLLECTIONS, 0) || (isInner(path) && missing(INNER_COLLECTIONS, SUBGRAPH));
}

/** Whether the object at a path is left out of the file when it is empty. */
export function isOptional(path: readonly string[]): boolean {
  const [optional, names] = isInner(path) ? [INNER_OPTIONAL, path.slice(SUBGRAPH)] : [OPTIONAL, path];
  return optional.some(
    (each) => each.length === names.length && each.every((name, i) => name === '*' || name === names[i]),
  );
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a path leads to, or into, the place that names name. */
export function startsWith(path: readonly string[], names: readonly string[]): boolean {
  return names.every((name, i) => name === path[i]);
}
