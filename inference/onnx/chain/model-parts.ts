/**
 * A model as a beginning, blocks that follow each other, and an end. Between two blocks it can be cut into graphs with
 * a session each: in one graph onnxruntime widens the weights of all blocks long before they are used.
 */
import type { Graph } from '../graph.ts';
import type { Value } from '../value.ts';

/** Values that one block hands to the next, by name. */
export type Streams<S> = { readonly [K in keyof S]: Value };

/** Each method adds to the graph it is given. A block asks that graph for whatever inputs it shares with others. */
export interface ModelParts<S extends Streams<S>> {
  /** Of the graphs, for profiles and messages of onnxruntime. */
  readonly name: string;
  readonly blocks: number;
  /** All that comes before the first block. */
  begin(g: Graph): S;
  /** @param index from 0. */
  block(g: Graph, index: number, streams: S): S;
  /** All that comes after the last block. */
  end(g: Graph, streams: S): void;
}
