/**
 * Joins the patches of two commands into one step, so that the step of a long drag stays as small as its first move.
 */
import { creates, type Patch } from '../../engine/protocol/index.ts';

/**
 * The patch of `first` followed by `second`. Where order does not matter, only the last value of each field is kept.
 */
export function joinedPatch(first: Patch, second: Patch): Patch {
  const all = [...first, ...second];
  if (dependsOnOrder(all)) return all;
  const lastByPath = new Map(all.map((change) => [JSON.stringify(change.path), change]));
  return [...lastByPath.values()];
}

/** Whether changes create items, place them before others, or set a value as well as something inside that value. */
function dependsOnOrder(patch: Patch): boolean {
  if (creates(patch)) return true;
  const parents = new Set(patch.flatMap(({ path }) => parentPaths(path).map((parent) => JSON.stringify(parent))));
  return patch.some(({ path, before }) => before !== undefined || parents.has(JSON.stringify(path)));
}

function parentPaths(path: readonly string[]): readonly (readonly string[])[] {
  return path.slice(1).map((_, index) => path.slice(0, index + 1));
}
