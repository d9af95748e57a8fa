/** What the graph builder speaks of: values with dtype and shape, and the finished model. */
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

/**
 * How weights reach float32 kernels. `fp32`: widened and packed once, when the session is created (fastest, 4 bytes a weight
 * in the process's own memory). `cast`: widened in every run, so that they stay mapped on their file (as stored, evictable).
 * Packing changes the order in which products are added, so the two agree to rounding and not to the last bit.
 */
export type Precision = 'fp32' | 'cast';

/** Memory weights take, in bytes. */
export interface WeightMemory {
  /** Copies in the process's own memory. */
  readonly copied: number;
  /** Mapped from the weight file: page cache the system can take back and read again. */
  readonly mapped: number;
}

/** A serialised graph, ready for a session. */
export interface OnnxModel {
  /** ONNX protobuf; weights are references into files, not values. */
  readonly bytes: Uint8Array;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Names of the checkpoint tensors the graph refers to. */
  readonly weightNames: ReadonlySet<string>;
  /** What the weights take in a session. */
  readonly weightMemory: Readonly<Record<Precision, WeightMemory>>;
}

/** The sum over several graphs. */
export function totalMemory(...parts: readonly WeightMemory[]): WeightMemory {
  return parts.reduce((sum, part) => ({ copied: sum.copied + part.copied, mapped: sum.mapped + part.mapped }), {
    copied: 0,
    mapped: 0,
  });
}
