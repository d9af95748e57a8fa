/** Applies one change. Parts of the workflow that did not change stay the same objects. */
import type { Workflow } from '../schema.ts';
import type { Change } from './change.ts';
import { checkPath, isCreated, isInMissingItem, isObject, isOptional, type Json } from './paths.ts';

/** Objects created while one patch is applied. Only these may be changed in place: no one else holds them yet. */
export type OwnObjects = Set<object>;

type Fields = Record<string, unknown>;

/**
 * @param own objects created by earlier changes of the same patch; new ones are added.
 * @throws TypeError for an empty or forbidden path, or a change that creates something that is not an item.
 */
export function applyChange(workflow: Workflow, change: Change, own: OwnObjects): Workflow {
  checkPath(change.path);
  if (change.create && (change.value === undefined || !isCreated(change.path)))
    throw new TypeError(`Expected something new with a name of its own, got ${JSON.stringify(change.path)}`);
  if (isInMissingItem(workflow, change.path)) return workflow;
  return changeAt(workflow, 0, change, own) as Workflow;
}

/**
 * The value `depth` names down the change's path, after the change.
 * @returns undefined for an optional object that the change leaves empty.
 */
function changeAt(value: unknown, depth: number, change: Change, own: OwnObjects): unknown {
  const { path } = change;
  const name = path[depth] ?? '';
  const at = path.slice(0, depth);
  const object = isObject(value) ? value : {};
  const inner = Object.hasOwn(object, name) ? object[name] : undefined;
  const isLast = depth === path.length - 1;
  if (change.value === undefined) {
    // Removing a field creates no objects on the way to it.
    if (isLast && inner === undefined) return value;
    if (!isLast && !isObject(inner)) return value;
  }
  if (isLast) return change.value === undefined ? withoutField(object, at, name, own) : withField(object, change, own);
  const next = changeAt(inner, depth + 1, change, own);
  return next === undefined ? withoutField(object, at, name, own) : assign(object, name, next, own);
}

/** The object with the field of the change, a new field before the one the change names. */
function withField(object: Json, { path, value, before }: Change, own: OwnObjects): Json {
  const name = path.at(-1) ?? '';
  const isInserted = before !== undefined && !Object.hasOwn(object, name) && Object.hasOwn(object, before);
  if (!isInserted) return assign(object, name, value, own);
  const entries = Object.entries(object);
  const index = entries.findIndex(([each]) => each === before);
  return owned(Object.fromEntries(entries.toSpliced(index, 0, [name, value])), own);
}

function assign(object: Json, name: string, value: unknown, own: OwnObjects): Json {
  const changeable = changeableCopy(object, own);
  changeable[name] = value;
  return changeable;
}

/**
 * @param at the path of the object.
 * @returns undefined when an optional object would be empty.
 */
function withoutField(object: Json, at: readonly string[], name: string, own: OwnObjects): Json | undefined {
  if (isOptional(at) && Object.keys(object).every((each) => each === name)) return undefined;
  const changeable = changeableCopy(object, own);
  delete changeable[name];
  return changeable;
}

/** The object itself when this patch created it, else a copy. */
function changeableCopy(object: Json, own: OwnObjects): Fields {
  return own.has(object) ? object : owned({ ...object }, own);
}

function owned(object: Fields, own: OwnObjects): Fields {
  own.add(object);
  return object;
}
