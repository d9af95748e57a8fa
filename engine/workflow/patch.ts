/**
 * Changes of a workflow as data. The editor makes them, the server puts them in one order, every tab applies them in that order:
 * two people who edit one workflow lose nothing, and of two who set the same field the later one wins.
 */
import type { Workflow } from './schema.ts';

/** One field set to a value, or, without a value, removed. Objects on the way are made when they are missing, except a node. */
export interface Change {
  /** Names from the top of the file down, such as `['nodes', 'denoise', 'inputs', 'seed']`. */
  readonly path: readonly string[];
  readonly value?: unknown;
}

export type Patch = readonly Change[];

type Json = Readonly<Record<string, unknown>>;

/** Names that would reach into every object there is. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The workflow with the changes made; parts that did not change are the same objects. A change inside of a node that is not
 * there does nothing: somebody else removed the node meanwhile.
 * @throws TypeError for a path that is empty or names no field.
 */
export function applyPatch(workflow: Workflow, patch: Patch): Workflow {
  return patch.reduce<Json>((json, change) => {
    checkPath(change.path);
    const [top, node] = change.path;
    const gone = top === 'nodes' && change.path.length > 2 && !Object.hasOwn((json['nodes'] as Json | undefined) ?? {}, node ?? '');
    return gone ? json : (changed(json, change.path, change) as Json);
  }, workflow) as Workflow;
}

/** The changes that take `patch` back, for the workflow as it is before it. */
export function invertPatch(workflow: Workflow, patch: Patch): Patch {
  const inverse: Change[] = [];
  let json: Workflow = workflow;
  for (const change of patch) {
    const before = valueAt(json, change.path);
    inverse.unshift(before === undefined ? { path: change.path } : { path: change.path, value: before });
    json = applyPatch(json, [change]);
  }
  return inverse;
}

/** What is at a path; undefined when nothing is. */
export function valueAt(workflow: Workflow, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), workflow);
}

function checkPath(path: readonly string[]): void {
  const wrong = path.length === 0 || path.some((name) => typeof name !== 'string' || FORBIDDEN.has(name));
  if (wrong) throw new TypeError(`Expected a path of field names, got ${JSON.stringify(path)}`);
}

function changed(value: unknown, [name = '', ...rest]: readonly string[], change: Change): unknown {
  const object = isObject(value) ? value : {};
  if (rest.length > 0) {
    // Removing what is not there makes nothing on the way.
    if (change.value === undefined && !isObject(object[name])) return value;
    return { ...object, [name]: changed(object[name], rest, change) };
  }
  if (change.value !== undefined) return { ...object, [name]: change.value };
  return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
