/** Our nodes that a node of theirs becomes, while they are collected. */
import type { Link } from '../../graph/graph.ts';
import type { Native } from './wire.ts';

/** One of our nodes in the workflow that is made. */
export interface Placed {
  readonly id: string;
  /** A link to one of its outputs. */
  out(output: string): Link;
}

export interface Draft {
  /**
   * Adds one of our nodes. Inputs that are undefined are left out. The first node of a node of theirs takes its title
   * and its place; further ones stand below it.
   * @throws Untranslatable for a type that is not registered.
   */
  add(type: string, inputs: Readonly<Record<string, Native>>): Placed;
  /** Tells the user, in one sentence that follows the node's name, what was changed. */
  issue(message: string): void;
}
