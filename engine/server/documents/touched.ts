/**
 * Reduces a workflow to the parts an edit touched. The schema checks every node, parameter, note and group by itself,
 * so checking these parts checks the whole. An edit costs the same in a graph of ten nodes and in one of a thousand.
 */
import type { Patch, Workflow } from '../../protocol/index.ts';
import { COLLECTIONS, isObject, type Json, startsWith } from '../../workflow/patch/paths.ts';

/** @param workflow after the edit. It was valid before. */
export function touchedParts(workflow: Workflow, patch: Patch): unknown {
  return COLLECTIONS.reduce<Json>((json, record) => {
    // The edit set the record as a whole, or something that contains it.
    if (patch.some(({ path }) => startsWith(record, path))) return json;
    const inside = patch.filter(({ path }) => startsWith(path, record));
    return withEntries(json, record, new Set(inside.map(({ path }) => path[record.length])));
  }, workflow);
}

/** The JSON with only the named entries of the record at a path. */
function withEntries(json: Json, [name = '', ...rest]: readonly string[], names: ReadonlySet<unknown>): Json {
  const inner = json[name];
  if (!isObject(inner)) return json;
  if (rest.length > 0) return { ...json, [name]: withEntries(inner, rest, names) };
  return { ...json, [name]: Object.fromEntries(Object.entries(inner).filter(([key]) => names.has(key))) };
}
