/** Which names of nodes, notes, groups, parameters and subgraphs are taken, as paths into a workflow. */
import { type Patch, pathKey, type UsedNames, valueAt, type Workflow } from '../../../engine/protocol/index.ts';

type Path = readonly string[];

export interface NameSources {
  /** Names of deleted items. A new item never reuses one. */
  readonly deleted: UsedNames;
  readonly workflows: readonly Workflow[];
  /** Patches that may still bring items back: unconfirmed edits and the history. */
  readonly patches: readonly Patch[];
}

/** Whether an item has this name, or had it and can be brought back. */
export function isTaken(path: Path, { deleted, workflows, patches }: NameSources): boolean {
  return (
    deleted.has(pathKey(path)) ||
    workflows.some((workflow) => valueAt(workflow, path) !== undefined) ||
    isMentioned(path, patches)
  );
}

/** Whether a patch changes the item at a path, something inside it, or a value around it that contains it. */
export function isMentioned(path: Path, patches: readonly Patch[]): boolean {
  return patches.some((patch) =>
    patch.some((change) => {
      const shared = Math.min(change.path.length, path.length);
      const isRelated = path.slice(0, shared).every((name, index) => name === change.path[index]);
      if (!isRelated) return false;
      return shared === path.length || valueAt(change.value as Workflow, path.slice(shared)) !== undefined;
    }),
  );
}

/** Marks each creation in a patch as `'again'` when the item existed before, and as `true` when it is new. */
export function markRestored(patch: Patch, existed: (path: Path) => boolean): Patch {
  return patch.map((change) => (change.create ? { ...change, create: existed(change.path) ? 'again' : true } : change));
}
