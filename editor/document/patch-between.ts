/** The smallest patch that turns one workflow into another. What comes keeps the name it has there: it is brought back, not new. */
import { type Change, isCreated, type Patch, type Workflow } from '../../engine/protocol/index.ts';
import { isObject, type Json, sameJson } from './json.ts';

export function patchBetween(before: Workflow, after: Workflow): Patch {
  return changesBetween([], before, after);
}

/** Lists are one value. What is set comes before what is removed, so that no object is ever left empty on the way. */
function changesBetween(path: readonly string[], before: Json, after: Json): Change[] {
  const kept: Change[] = [];
  // What is new goes before the next field both have, so that the order is that of `after`.
  let next: string | undefined;
  for (const [name, value] of Object.entries(after).toReversed()) {
    if (value === undefined) continue;
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    const inner = isFilled(old) && isFilled(value) && goesInto(path, name, old, value);
    if (!sameJson(old, value))
      kept.unshift(
        ...(inner ? changesBetween([...path, name], old, value) : [whole([...path, name], value, old, next)]),
      );
    if (old !== undefined) next = name;
  }
  const gone = Object.keys(before).filter((name) => before[name] !== undefined && after[name] === undefined);
  return [...kept, ...gone.map((name) => ({ path: [...path, name] }))];
}

/** @param next what is new goes before it. */
function whole(path: readonly string[], value: unknown, old: unknown, next: string | undefined): Change {
  if (old !== undefined) return { path, value };
  return {
    path,
    value,
    ...(next === undefined ? {} : { before: next }),
    ...(isCreated(path) ? { create: 'again' } : {}),
  };
}

/** A node of another type is another node; links and lists of values are one value. */
function goesInto(path: readonly string[], name: string, old: Json, value: Json): boolean {
  if (path.length === 1 && path[0] === 'nodes') return old['type'] === value['type'];
  const isValue = path.at(-1) === 'inputs';
  return !isValue && name !== '__proto__';
}

function isFilled(value: unknown): value is Json {
  return isObject(value) && Object.keys(value).length > 0;
}
