/** What the graph builder speaks of: values with dtype and shape, and the finished model. */
import type { PrecisionName } from '../precision/registry.ts';
import type { WeightMemory } from '../precision/weight-memory.ts';
import type { DType } from '../tensor.ts';

/** A size, or the name of a size known only at run time; equal names mean equal sizes. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** A tensor inside a graph: the output of a node, an input of the graph, or a weight. */
export interface Value {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A serialised graph, ready for a session. */
export interface OnnxModel {
  /** ONNX protobuf; weights are references into files, not values. */
  readonly bytes: Uint8Array;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Names of the checkpoint tensors the graph refers to. */
  readonly weightNames: ReadonlySet<string>;
  /** Memory that the weights take in a session, by the way of holding them. */
  readonly weightMemory: (precision: PrecisionName) => WeightMemory;
}
