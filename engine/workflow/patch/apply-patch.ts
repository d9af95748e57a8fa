/** Applies patches to a workflow, and makes the patches that take them back. */
import type { Workflow } from '../schema.ts';
import { applyChange, type OwnObjects } from './apply-change.ts';
import type { Change, Patch } from './change.ts';
import { isCreated, isObject, pathKey, valueAt } from './paths.ts';

/**
 * The workflow with the changes made. Parts that did not change are the same objects. A change inside an item that does
 * not exist does nothing: somebody else deleted the item.
 * @throws TypeError for an empty or forbidden path, or a change that creates something that is not an item.
 */
export function applyPatch(workflow: Workflow, patch: Patch): Workflow {
  return applyEach(workflow, patch, () => {});
}

/** The patch that takes `patch` back. @param workflow as it is before the patch. */
export function invertPatch(workflow: Workflow, patch: Patch): Patch {
  const inverse: Change[] = [];
  applyEach(workflow, patch, (before, change) => inverse.push(invertChange(before, change)));
  return inverse.toReversed();
}

/**
 * The paths of new items whose name an item has or had.
 * @param workflow as it is before the patch.
 * @param used names of deleted items; see used-names.ts.
 */
export function clashesOf(
  workflow: Workflow,
  patch: Patch,
  used: ReadonlySet<string> = new Set(),
): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  if (!patch.some(({ create }) => create === true)) return found;
  applyEach(workflow, patch, (before, { path, create }) => {
    const exists = (): boolean => [workflow, before].some((each) => valueAt(each, path) !== undefined);
    if (create === true && (used.has(pathKey(path)) || exists())) found.push(path);
  });
  return found;
}

/** Applies the changes in order. @param visit called before each change with the workflow as it is then. */
function applyEach(workflow: Workflow, patch: Patch, visit: (before: Workflow, change: Change) => void): Workflow {
  const own: OwnObjects = new Set();
  let current = workflow;
  for (const change of withoutRestored(workflow, patch)) {
    visit(current, change);
    current = applyChange(current, change, own);
  }
  return current;
}

/** Drops changes that would restore an item already restored, and changes inside such an item or its view. */
function withoutRestored(workflow: Workflow, patch: Patch): Patch {
  const present = patch.filter(({ create, path }) => create === 'again' && valueAt(workflow, path) !== undefined);
  if (present.length === 0) return patch;
  // An item that the patch itself deletes before restoring it is present, but not restored.
  const firstAt = new Map(patch.toReversed().map((change) => [pathKey(change.path), change]));
  const restored = present.filter((change) => firstAt.get(pathKey(change.path)) === change);
  const items = new Set(restored.flatMap(({ path }) => [path, viewOf(path)]).map(pathKey));
  return patch.filter(({ path }) => !ITEM_LENGTHS.some((length) => items.has(pathKey(path.slice(0, length)))));
}

/** Lengths of the paths of items and of their views: those of the workflow, and those inside a subgraph. */
const ITEM_LENGTHS = [2, 3, 4, 5] as const;

/** Where it is kept how a node is shown. */
function viewOf(path: readonly string[]): readonly string[] {
  return path[0] === 'subgraphs' ? [...path.slice(0, 2), 'view', ...path.slice(2)] : ['view', ...path];
}

/**
 * The change that takes one change back. A value it holds is cut out of the workflow, so later changes do not reach it.
 */
function invertChange(workflow: Workflow, { path, value }: Change): Change {
  const old = valueAt(workflow, path);
  if (old === undefined) return { path };
  if (value !== undefined) return { path, value: old };
  const before = nameAfter(workflow, path);
  return {
    path,
    value: old,
    ...(before === undefined ? {} : { before }),
    ...(isCreated(path) ? { create: 'again' } : {}),
  };
}

/** The field after the last name of a path, in the same object. */
function nameAfter(workflow: Workflow, path: readonly string[]): string | undefined {
  const object = valueAt(workflow, path.slice(0, -1));
  const names = isObject(object) ? Object.keys(object) : [];
  const index = names.indexOf(path.at(-1) ?? '');
  return index < 0 ? undefined : names[index + 1];
}
