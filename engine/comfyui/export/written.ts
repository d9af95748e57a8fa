/** A graph of theirs while it is written. */
import type { TheirPlace } from '../graph.ts';

export type WrittenInput =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'link'; readonly from: WrittenNode | 'inputs'; readonly slot: number };

export interface WrittenNode {
  id: string;
  /** Its class; of an instance, the name of the subgraph. */
  readonly class: string;
  readonly isInstance?: boolean;
  /** Id of the node of ours, and how many nodes stand for it before this one. */
  readonly ours: string;
  readonly number: number;
  /** Id of the node of ours in whose place it stands. */
  readonly at: string;
  readonly title?: string | undefined;
  readonly mode?: 'mute' | 'bypass' | undefined;
  readonly inputs: Map<string, WrittenInput>;
  /** What became of the seed after a run. */
  control?: string | undefined;
  /** The node as it came, for one that is not known here. */
  readonly raw?: unknown;
  place?: TheirPlace;
}

export interface WrittenGraph {
  readonly nodes: readonly WrittenNode[];
  /** Outputs of a subgraph by name. */
  readonly outputs: ReadonlyMap<string, WrittenInput>;
}
