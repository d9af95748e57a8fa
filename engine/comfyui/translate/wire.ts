/** What travels on a link of ComfyUI, in our terms. */

/** A literal, or a link written `{ from: "node.output" }`. */
export type Native = unknown;

/**
 * One value by the name `value` for most types. Types of theirs that we have no socket for, such as GUIDER, are several
 * values by name.
 */
export type Wire = Readonly<Record<string, Native>>;

/** A wire of one value. */
export function wire(value: Native): Wire {
  return { value };
}

/** A node of theirs while it is translated. */
export interface Given {
  readonly id: string;
  readonly class: string;
  readonly title: string | undefined;
  /** Whether an input has a link or a value. */
  has(input: string): boolean;
  /** Names of inputs that have a link or a value. */
  names(): readonly string[];
  /** A literal or a link; undefined for an optional input that has none. @throws Untranslatable for a bundle. */
  value(input: string): Native;
  /** All values of a link. @throws Untranslatable when nothing is linked. */
  wire(input: string): Wire;
  /** As {@link wire}, of a bundle. @throws Untranslatable for a link that lacks one of the values. */
  bundle(input: string, names: readonly string[]): Wire;
  /**
   * A value that must be known now. A link to a node that only holds a value counts, and so does an input of a subgraph
   * that has one.
   * @throws Untranslatable for any other link.
   */
  constant(input: string): unknown;
  /** Our socket type of what is linked, such as `images`; undefined when nothing is linked. */
  socket(input: string): string | undefined;
  /**
   * Whether what is linked was made, within the same graph, by one of our nodes of a type: at once, or through nodes
   * that take and give the same kind of value.
   */
  leadsTo(input: string, types: readonly string[]): boolean;
}

/** A node that cannot be translated. The message is a clause that follows the node's name. */
export class Untranslatable extends Error {
  override readonly name = 'Untranslatable';
}
