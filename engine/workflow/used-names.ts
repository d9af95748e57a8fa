/**
 * Names of deleted items of a document. A new item never reuses one: an edit made offline, which names the deleted
 * item, must not reach another. Items that exist are not listed, and a restored item gets its own name back.
 */
import { CREATED, INNER_CREATED, pathKey, valueAt } from './patch/index.ts';
import type { Workflow } from './schema.ts';

/** Path keys of deleted items, in the order they were deleted; see pathKey. */
export type UsedNames = ReadonlySet<string>;

/** Most names remembered for a document, the latest: about 200 kB. */
const REMEMBERED = 10_000;

/** Adds the items that an edit deleted. @returns the same set when it deleted none. */
export function usedAfter(used: UsedNames, before: Workflow, after: Workflow): UsedNames {
  const deleted = [
    ...CREATED.flatMap((collection) => deletedFrom(collection, before, after)),
    ...deletedInside(before, after),
  ];
  const fresh = deleted.filter((key) => !used.has(key));
  return fresh.length === 0 ? used : new Set([...used, ...fresh].slice(-REMEMBERED));
}

/** Items deleted from subgraphs that remain. */
function deletedInside({ subgraphs: old = {} }: Workflow, after: Workflow): string[] {
  const { subgraphs: now = {} } = after;
  const before = { subgraphs: old } as Workflow;
  return Object.keys(old)
    .filter((name) => Object.hasOwn(now, name) && old[name] !== now[name])
    .flatMap((name) =>
      INNER_CREATED.flatMap((collection) => deletedFrom(['subgraphs', name, ...collection], before, after)),
    );
}

function deletedFrom(collection: readonly string[], before: Workflow, after: Workflow): string[] {
  const [old, now] = [valueAt(before, collection), valueAt(after, collection)];
  // Parts that did not change are the same objects.
  if (old === now) return [];
  return Object.keys(old ?? {})
    .filter((name) => !Object.hasOwn(now ?? {}, name))
    .map((name) => pathKey([...collection, name]));
}
