/**
 * The parts of a workflow that an edit touched, as a workflow: checking them checks the whole, because the schema looks at every
 * node, parameter, note and group by itself. So an edit costs the same in a graph of ten nodes and in one of a thousand.
 */
import type { Patch, Workflow } from '../../protocol/index.ts';

type Json = Readonly<Record<string, unknown>>;

/** How many names lead to one of many that are checked by themselves. */
const RECORDS: readonly { readonly path: readonly string[] }[] = [
  { path: ['nodes'] },
  { path: ['parameters'] },
  { path: ['subgraphs'] },
  { path: ['view', 'nodes'] },
  { path: ['view', 'notes'] },
  { path: ['view', 'groups'] },
];

/** @param workflow after the edit; before it, it was valid. */
export function touchedParts(workflow: Workflow, patch: Patch): unknown {
  return RECORDS.reduce<Json>((json, { path }) => {
    // Somebody set the whole record, or something around it.
    if (patch.some((change) => change.path.length <= path.length && change.path.every((name, i) => name === path[i])))
      return json;
    const names = new Set(
      patch
        .filter((change) => path.every((name, i) => name === change.path[i]))
        .map((change) => change.path[path.length]),
    );
    return narrowed(json, path, names);
  }, workflow);
}

function narrowed(json: Json, [name = '', ...rest]: readonly string[], names: ReadonlySet<string | undefined>): Json {
  const inner = json[name];
  if (!isRecord(inner)) return json;
  return {
    ...json,
    [name]:
      rest.length > 0
        ? narrowed(inner, rest, names)
        : Object.fromEntries(Object.entries(inner).filter(([key]) => names.has(key))),
  };
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
