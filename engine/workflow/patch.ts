/**
 * Changes of a workflow as data. The editor makes them, the server puts them in one order, every tab applies them in that order:
 * two people who edit one workflow lose nothing, and of two who set the same field the later one wins.
 */
import type { Workflow } from './schema.ts';

/**
 * One field set to a value, or, without a value, removed. Objects on the way are made when they are missing, except what is one of
 * many, such as a node; those a file can do without, such as the inputs of a node, go with their last field.
 */
export interface Change {
  /** Names from the top of the file down, such as `['nodes', 'denoise', 'inputs', 'seed']`. */
  readonly path: readonly string[];
  readonly value?: unknown;
  /** Puts a field that is new before this one, so that what was removed comes back in its place; default: behind all. */
  readonly before?: string | undefined;
  /**
   * The value is a node, note, group, parameter or subgraph. `true`: something new, that must not replace what others made under
   * its name; {@link clashesOf} finds where it would, making the change regardless replaces it. `'again'`: what had this name
   * before is brought back; when somebody else did so already, the patch changes nothing of it.
   */
  readonly create?: true | 'again' | undefined;
}

export type Patch = readonly Change[];

type Json = Readonly<Record<string, unknown>>;

/** Names that would reach into every object there is. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Objects with many of a kind. */
const RECORDS = [
  ['nodes'],
  ['parameters'],
  ['subgraphs'],
  ['view', 'nodes'],
  ['view', 'notes'],
  ['view', 'groups'],
] as const;

/** Those whose entries are made under a name of the maker's choice; how a node is shown goes with the node. */
export const CREATED = RECORDS.filter((names) => names.join() !== 'view,nodes');

/** Objects a file does without when they would be empty; `*` is any name. */
const OPTIONAL = [
  ['parameters'],
  ['subgraphs'],
  ['view'],
  ['view', '*'],
  ['view', 'nodes', '*', 'seeds'],
  ['nodes', '*', 'inputs'],
] as const;

/**
 * The workflow with the changes made; parts that did not change are the same objects. A change inside of a node, a note or the
 * like that is not there does nothing: somebody else removed it meanwhile.
 * @throws TypeError for a path that is empty or names no field, and for a change that creates what is not one of many.
 */
export function applyPatch(workflow: Workflow, patch: Patch): Workflow {
  const own: Own = new Set();
  return remaining(workflow, patch).reduce((json, change) => applyChange(json, change, own), workflow);
}

/** The changes that take `patch` back, for the workflow as it is before it. */
export function invertPatch(workflow: Workflow, patch: Patch): Patch {
  const inverse: Change[] = [];
  const own: Own = new Set();
  let json: Workflow = workflow;
  for (const change of remaining(workflow, patch)) {
    // What is taken out here is part of nothing any more, so that nobody changes it.
    const old = valueAt(json, change.path);
    const next = change.value === undefined ? nameAfter(json, change.path) : undefined;
    const again = change.value === undefined && isCreated(change.path);
    inverse.push(
      old === undefined
        ? { path: change.path }
        : {
            path: change.path,
            value: old,
            ...(next === undefined ? {} : { before: next }),
            ...(again ? { create: 'again' } : {}),
          },
    );
    json = applyChange(json, change, own);
  }
  return inverse.toReversed();
}

/**
 * The paths of what is new in a patch although something has or had its name, for the workflow as it is before it.
 * @param used see used-names.ts.
 */
export function clashesOf(
  workflow: Workflow,
  patch: Patch,
  used: ReadonlySet<string> = new Set(),
): readonly (readonly string[])[] {
  if (!creates(patch)) return [];
  const found: (readonly string[])[] = [];
  const own: Own = new Set();
  let json: Workflow = workflow;
  for (const change of remaining(workflow, patch)) {
    const isTaken =
      change.create === true &&
      (used.has(pathKey(change.path)) || [workflow, json].some((each) => valueAt(each, change.path) !== undefined));
    if (isTaken) found.push(change.path);
    json = applyChange(json, change, own);
  }
  return found;
}

/** Whether a patch creates anything or brings it back; see {@link Change.create}. */
export function creates(patch: Patch): boolean {
  return patch.some(({ create }) => create);
}

/** Whether a path names one of many that are created: a node, note, group, parameter or subgraph. */
export function isCreated(path: readonly string[]): boolean {
  return CREATED.some((names) => path.length === names.length + 1 && names.every((name, i) => name === path[i]));
}

/** A path as text, for sets of paths of things. */
export function pathKey(path: readonly string[]): string {
  return path.join('/');
}

/** What is at a path; undefined when nothing is. */
export function valueAt(workflow: Workflow, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    workflow,
  );
}

/** A patch without its changes of things it would bring back that are there already, and of how these are shown. */
function remaining(workflow: Workflow, patch: Patch): Patch {
  const there = patch.filter(({ create, path }) => create === 'again' && valueAt(workflow, path) !== undefined);
  if (there.length === 0) return patch;
  // What it takes away before it brings it back is its own.
  const first = new Map(patch.toReversed().map((change) => [pathKey(change.path), change]));
  const back = there.filter((change) => first.get(pathKey(change.path)) === change);
  const things = new Set(back.flatMap(({ path }) => [path, ['view', ...path]]).map(pathKey));
  return patch.filter(({ path }) => ![2, 3].some((length) => things.has(pathKey(path.slice(0, length)))));
}

function checkPath(path: readonly string[]): void {
  const wrong = path.length === 0 || path.some((name) => typeof name !== 'string' || FORBIDDEN.has(name));
  if (wrong) throw new TypeError(`Expected a path of field names, got ${JSON.stringify(path)}`);
}

/** Objects made while one patch is applied: only these may be changed in place. */
type Own = Set<object>;

function applyChange(workflow: Workflow, change: Change, own: Own): Workflow {
  checkPath(change.path);
  if (change.create && (change.value === undefined || !isCreated(change.path)))
    throw new TypeError(`Expected something new with a name of its own, got ${JSON.stringify(change.path)}`);
  return isInsideOfNothing(workflow, change.path)
    ? workflow
    : (changed(workflow, [], change.path, change, own) as Workflow);
}

function isInsideOfNothing(workflow: Workflow, path: readonly string[]): boolean {
  const record = RECORDS.find((names) => path.length > names.length + 1 && names.every((name, i) => name === path[i]));
  return record !== undefined && valueAt(workflow, path.slice(0, record.length + 1)) === undefined;
}

/** @param at the path of `value`. */
function changed(
  value: unknown,
  at: readonly string[],
  [name = '', ...rest]: readonly string[],
  change: Change,
  own: Own,
): unknown {
  const object = isObject(value) ? value : {};
  const inner = Object.hasOwn(object, name) ? object[name] : undefined;
  if (rest.length === 0)
    return change.value === undefined
      ? inner === undefined
        ? value
        : without(object, at, name, own)
      : withField(object, name, change, own);
  // Removing what is not there makes nothing on the way.
  if (change.value === undefined && !isObject(inner)) return value;
  const next = changed(inner, [...at, name], rest, change, own);
  return next === undefined ? without(object, at, name, own) : withField(object, name, { value: next }, own);
}

function withField(object: Json, name: string, { value, before }: Pick<Change, 'value' | 'before'>, own: Own): Json {
  if (before !== undefined && !Object.hasOwn(object, name) && Object.hasOwn(object, before)) {
    return owned(
      Object.fromEntries(
        Object.entries(object).flatMap(([each, field]) =>
          each === before
            ? [
                [name, value],
                [each, field],
              ]
            : [[each, field]],
        ),
      ),
      own,
    );
  }
  const changeable = own.has(object) ? (object as Record<string, unknown>) : owned({ ...object }, own);
  changeable[name] = value;
  return changeable;
}

/** Undefined when nothing is left of an object that is optional. */
function without(object: Json, at: readonly string[], name: string, own: Own): Json | undefined {
  const optional = OPTIONAL.some(
    (names) => names.length === at.length && names.every((each, i) => each === '*' || each === at[i]),
  );
  if (optional && Object.keys(object).every((each) => each === name)) return undefined;
  const changeable = own.has(object) ? (object as Record<string, unknown>) : owned({ ...object }, own);
  delete changeable[name];
  return changeable;
}

function owned<T extends Record<string, unknown>>(object: T, own: Own): T {
  own.add(object);
  return object;
}

/** The field behind the last name of a path, in its object. */
function nameAfter(workflow: Workflow, path: readonly string[]): string | undefined {
  const object = valueAt(workflow, path.slice(0, -1));
  const names = isObject(object) ? Object.keys(object) : [];
  const index = names.indexOf(path.at(-1) ?? '');
  return index < 0 ? undefined : names[index + 1];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
