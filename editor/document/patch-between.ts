/**
 * The smallest patch that turns one workflow into another. Items it adds keep their names: they are restored, not new.
 */
import { type Change, isCreated, type Patch, type Workflow } from '../../engine/protocol/index.ts';
import { isObject, type Json, sameJson } from './json.ts';

export function patchBetween(before: Workflow, after: Workflow): Patch {
  return changesBetween([], before, after);
}

/** A list counts as one value. Additions come before removals, so that no object is empty in between. */
function changesBetween(path: readonly string[], before: Json, after: Json): Change[] {
  const kept: Change[] = [];
  // A new field is placed before the next field that both have, which keeps the order of `after`.
  let next: string | undefined;
  for (const [name, value] of Object.entries(after).toReversed()) {
    if (value === undefined) continue;
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    if (!sameJson(old, value)) {
      const inner = [...path, name];
      const canDescend = isFilled(old) && isFilled(value) && isSameThing(path, name, old, value);
      kept.unshift(...(canDescend ? changesBetween(inner, old, value) : [replacement(inner, value, old, next)]));
    }
    if (old !== undefined) next = name;
  }
  const gone = Object.keys(before).filter((name) => before[name] !== undefined && after[name] === undefined);
  return [...kept, ...gone.map((name) => ({ path: [...path, name] }))];
}

/** Sets a whole value. @param next name of the field before which a new field is placed. */
function replacement(path: readonly string[], value: unknown, old: unknown, next: string | undefined): Change {
  if (old !== undefined) return { path, value };
  return {
    path,
    value,
    ...(next === undefined ? {} : { before: next }),
    ...(isCreated(path) ? { create: 'again' } : {}),
  };
}

/**
 * Whether two objects are compared field by field. A node of another type is another node, and an input value is one
 * value.
 */
function isSameThing(path: readonly string[], name: string, old: Json, value: Json): boolean {
  const inner = path[0] === 'subgraphs' && path.length > 2 ? path.slice(2) : path;
  if (inner.length === 1 && inner[0] === 'nodes') return old['type'] === value['type'];
  const isValue = inner.length > 1 && inner.at(-1) === 'inputs';
  return !isValue && name !== '__proto__';
}

function isFilled(value: unknown): value is Json {
  return isObject(value) && Object.keys(value).length > 0;
}
