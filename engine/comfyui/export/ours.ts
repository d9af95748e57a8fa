/** What a definition sees of a node of ours while it writes it as theirs, and what it writes to. */
import type { Native } from '../translate/wire.ts';

/** An output of a node of theirs that was written. */
export class Slot {
  readonly node: object;
  readonly number: number;

  constructor(node: object, number: number) {
    this.node = node;
    this.number = number;
  }
}

/** A node of ours. An input that has a value of its own and is never asked for has no counterpart: that is an error. */
export interface Ours {
  readonly id: string;
  /** A literal, a link, or the default of the input; undefined when there is none. */
  value(input: string): Native;
  /** A value that is known now, also behind a node that only holds one. @throws Unwritable for any other link. */
  literal(input: string): unknown;
  /** The items of an input that takes several. */
  list(input: string): readonly Native[];
  /**
   * The node that gives an input, when it has this type. Who asks writes what that node says: by itself it is written
   * only when something else reads it too.
   */
  source(input: string, type: string): Ours | undefined;
  /** Says that inputs are of no concern to ComfyUI. */
  imply(...inputs: readonly string[]): void;
  /** Notes an error unless the input has the value that theirs always has. */
  expect(input: string, value: unknown): void;
}

/** A node of theirs that was written. */
export interface Added {
  out(slot: number): Slot;
}

export interface Out {
  /**
   * Adds a node of theirs. Inputs that are undefined take the default of their widget, or are left out.
   * @param inputs literals in their terms, links in ours, and outputs of nodes that were added.
   */
  add(className: string, inputs: Readonly<Record<string, Native>>): Added;
  /** Tells the user, in one sentence, what has to be done in ComfyUI. */
  issue(message: string): void;
}

/** A node that cannot be written. The message follows the node's name, such as `curve: "checkpoint" ...`. */
export class Unwritable extends Error {
  override readonly name = 'Unwritable';
}
