/**
 * `defineComfyNode`: a node of ComfyUI as one object. Its description for clients, the order of its widgets in files,
 * the validation of prompts, and both directions of translation derive from it.
 */
import type { Out, Ours } from './export/ours.ts';
import type { ComfyInputs } from './inputs.ts';
import type { Draft } from './translate/draft.ts';
import type { Given, Native, Wire } from './translate/wire.ts';

export interface ComfyOutput {
  /** Its type in ComfyUI, such as `LATENT`. */
  readonly type: string;
  /** Default: the type. */
  readonly name?: string;
  /** Has the type of the inputs that say so too. */
  readonly sameAs?: string;
  /** Gives several values, each of which the nodes behind it run with. */
  readonly isList?: boolean;
}

/** Texts that nodes write into pictures: hidden inputs of those that do. */
export const PICTURE_TEXTS = { prompt: 'PROMPT', extra_pnginfo: 'EXTRA_PNGINFO' } as const;

/** How an input of theirs stands for one of ours. */
export interface Renamed {
  readonly name: string;
  /** A literal of theirs as ours; default: the same. @throws Untranslatable for one that has no counterpart. */
  readonly ours?: (theirs: unknown) => unknown;
  /** A literal of ours as theirs; default: the same. */
  readonly theirs?: (ours: unknown) => unknown;
}

/** The node of ours that does the same, input by input. Both directions of translation follow from it. */
export interface Counterpart {
  /** Our node type. */
  readonly type: string;
  /** Our inputs by the names of theirs. An input of theirs that is not named has no effect on the result. */
  readonly inputs: Readonly<Record<string, string | Renamed>>;
  /** Our inputs that have this value whenever the node stands for theirs. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Our inputs that say what ComfyUI finds out by itself, such as the VAE of an empty latent. */
  readonly implied?: readonly string[];
  /** Our outputs in the order of theirs. */
  readonly outputs: readonly string[];
}

/** What a node becomes where that is not one node: adds our nodes, and returns a wire for each output of theirs. */
export type Become = (given: Given, draft: Draft) => readonly Wire[];

/** How a node of ours is written as theirs. */
export interface From {
  /** Our node type. */
  readonly type: string;
  /**
   * @returns where each of our outputs comes from, by name: a slot of a node that was added, a literal or a link.
   * @throws Unwritable for a node that says something theirs cannot.
   */
  readonly write: (ours: Ours, out: Out) => Readonly<Record<string, Native>>;
}

export interface ComfyNode {
  /** `class_type` of prompts and `type` of files. */
  readonly class: string;
  /** As ComfyUI shows it. */
  readonly title: string;
  /** Path of its menu, such as `model/sampling`. */
  readonly category: string;
  readonly description?: string;
  /** In ComfyUI's order: files list the values of widgets in it. */
  readonly inputs: ComfyInputs;
  readonly outputs: readonly ComfyOutput[];
  /** Whether it runs once with all values of lists that it reads. */
  readonly takesLists?: boolean;
  /** Of its two ways to declare a node; in the newer one, choices are written `COMBO`. Default: the older one. */
  readonly schema?: 'v3';
  /** Values that the server gives by itself, by name. */
  readonly hidden?: Readonly<Record<string, string>>;
  /** Whether a prompt runs for its sake, such as one that saves a picture. */
  readonly isOutput?: boolean;
  readonly becomes: Counterpart | Become;
  /** The way back. A {@link Counterpart} has one by itself. */
  readonly from?: readonly From[];
}

/** @returns the definition; its type is checked where it is written. */
export function defineComfyNode(definition: ComfyNode): ComfyNode {
  return Object.freeze(definition);
}

/** Classes by name. */
export type ComfyNodes = ReadonlyMap<string, ComfyNode>;
