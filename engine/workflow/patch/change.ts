/**
 * Changes of a workflow as data. The editor makes them, the server puts them in one order, and every tab applies them
 * in that order: two people who edit one workflow lose nothing, and of two who set one field the later wins.
 */

/**
 * Sets one field, or removes it when there is no value. Missing objects on the path are created, except entries of
 * collections, such as nodes. Optional objects, such as the inputs of a node, disappear with their last field.
 */
export interface Change {
  /** Names from the top of the file down, such as `['nodes', 'denoise', 'inputs', 'seed']`. */
  readonly path: readonly string[];
  readonly value?: unknown;
  /** Puts a new field before this one, so that a restored field returns to its place; default: last. */
  readonly before?: string | undefined;
  /**
   * The value is a whole node, note, group, parameter or subgraph.
   * - `true`: a new item, which must not replace an item of the same name. `clashesOf` finds such names; applying the
   *   change anyway replaces the item.
   * - `'again'`: a deleted item, restored. When somebody else restored it first, the patch leaves it as it is.
   */
  readonly create?: true | 'again' | undefined;
}

export type Patch = readonly Change[];

/** Whether a patch creates or restores an item; see {@link Change.create}. */
export function creates(patch: Patch): boolean {
  return patch.some(({ create }) => create);
}
