/**
 * A graph of ComfyUI with the values of widgets by name: one form for both kinds of files. It still has its subgraphs,
 * and the nodes that only its editor knows.
 */

/** Ids that stand for the inputs and the outputs of a subgraph, inside of it. */
export const [SUBGRAPH_INPUTS, SUBGRAPH_OUTPUTS] = ['-10', '-20'] as const;

/** Where a link comes from. */
export interface TheirLink {
  readonly node: string;
  readonly slot: number;
}

export type TheirInput =
  | { readonly kind: 'link'; readonly from: TheirLink }
  | { readonly kind: 'value'; readonly value: unknown };

/** Where a node stands, in pixels, as their editor shows it. */
export interface TheirPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TheirNode {
  readonly id: string;
  /** Its class, or the id of a subgraph. */
  readonly class: string;
  readonly title?: string;
  readonly mode?: 'mute' | 'bypass';
  readonly inputs: ReadonlyMap<string, TheirInput>;
  /** Names and types of its outputs, as far as the file says. */
  readonly outputs: readonly { readonly name: string; readonly type: string }[];
  readonly place?: TheirPlace;
  /** As `#rrggbb`. */
  readonly colour?: string;
  /** What their editor does with a seed after a run. */
  readonly control?: string;
  /** The node as it is in the file, for one that is not known. */
  readonly raw: unknown;
}

export interface TheirGroup extends TheirPlace {
  readonly title: string;
  readonly colour?: string;
}

/** A text on the canvas. */
export interface TheirNote extends TheirPlace {
  readonly text: string;
  readonly colour?: string;
}

export interface TheirSubgraphInput {
  readonly name: string;
  /** Shown in the place of the name. */
  readonly label?: string;
  /** The value that counts when an instance gives none: that of the widget inside. */
  readonly value?: unknown;
}

/** A link that ends in an output of a subgraph. */
export interface TheirOutput {
  readonly name: string;
  readonly type: string;
  readonly from?: TheirLink;
}

export interface TheirGraph {
  readonly nodes: ReadonlyMap<string, TheirNode>;
  readonly groups: readonly TheirGroup[];
  readonly notes: readonly TheirNote[];
}

/** A subgraph as one instance of it shows it. */
export interface TheirSubgraph extends TheirGraph {
  readonly name: string;
  /** The links inside that begin at input i come from slot i of {@link SUBGRAPH_INPUTS}. */
  readonly inputs: readonly TheirSubgraphInput[];
  readonly outputs: readonly TheirOutput[];
}

export interface TheirWorkflow extends TheirGraph {
  /** The subgraph that a node is an instance of; undefined for every other node. */
  subgraphOf(node: TheirNode): TheirSubgraph | undefined;
}
