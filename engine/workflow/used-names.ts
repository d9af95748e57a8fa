/**
 * Names that things of a document had and nothing new gets: what somebody who was away does to what had the name must not reach
 * something else. Only what is gone is listed; what is there has its name anyway, and what is brought back gets its own.
 */
import { CREATED, pathKey, valueAt } from './patch.ts';
import type { Workflow } from './schema.ts';

/** Of the paths of things, see {@link pathKey}; in the order they went. */
export type UsedNames = ReadonlySet<string>;

/** The latest that are remembered of a document: some 200 kB. */
const REMEMBERED = 10_000;

/** @returns the same set when nothing new went. */
export function usedAfter(used: UsedNames, before: Workflow, after: Workflow): UsedNames {
  const gone = CREATED.flatMap((record): string[] => {
    const [old, now] = [valueAt(before, record), valueAt(after, record)];
    if (old === now) return [];
    return Object.keys(old ?? {})
      .filter((name) => !Object.hasOwn(now ?? {}, name))
      .map((name) => pathKey([...record, name]));
  }).filter((key) => !used.has(key));
  return gone.length === 0 ? used : new Set([...used, ...gone].slice(-REMEMBERED));
}
