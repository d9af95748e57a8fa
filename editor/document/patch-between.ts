/** The smallest patch that turns one workflow into another. */
import type { Change, Patch, Workflow } from '../../engine/server/protocol.ts';
import { sameJson } from './changes.ts';

type Json = Readonly<Record<string, unknown>>;

export function patchBetween(before: Workflow, after: Workflow): Patch {
  return changesBetween([], before, after);
}

/** Lists are one value. What is set comes before what is removed, so that no object is ever left empty on the way. */
function changesBetween(path: readonly string[], before: Json, after: Json): Change[] {
  const kept: Change[] = [];
  for (const [name, value] of Object.entries(after)) {
    if (value === undefined) continue;
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    if (sameJson(old, value)) continue;
    const inner = isFilled(old) && isFilled(value) && goesInto(path, name, old, value);
    kept.push(...(inner ? changesBetween([...path, name], old, value) : [{ path: [...path, name], value }]));
  }
  const gone = Object.keys(before).filter((name) => before[name] !== undefined && after[name] === undefined);
  return [...kept, ...gone.map((name) => ({ path: [...path, name] }))];
}

/** A node of another type is another node; links and lists of values are one value. */
function goesInto(path: readonly string[], name: string, old: Json, value: Json): boolean {
  if (path.length === 1 && path[0] === 'nodes') return old['type'] === value['type'];
  const isValue = path.at(-1) === 'inputs';
  return !isValue && name !== '__proto__';
}

function isFilled(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}
