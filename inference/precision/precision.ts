/**
 * The seam for ways of holding weights in memory. Each way is an object in `registry.ts`; sessions, graph builders and
 * the runtime ask the object and never compare names.
 */
import type { WeightMemory } from './weight-memory.ts';

/** One weight of a graph, as far as memory is concerned. */
export interface HeldWeight {
  /** Number of values. */
  readonly elements: number;
  /** Bytes of the values in the weight file. */
  readonly storedBytes: number;
  /** Share of the values, in (0, 1], that remains in memory when constants are folded. */
  readonly keptShare: number;
  /**
   * `group codes` have a scale for each group of neighbours, and are decoded in every run, however weights are held;
   * `row codes` are 8-bit integers that are multiplied as they are, `nibbles` are 4-bit ones.
   */
  readonly form: 'values' | 'group codes' | 'row codes' | 'nibbles';
}

/** Options that a way of holding weights needs of an onnxruntime session. */
export interface PrecisionSession {
  /** Repack weights for the kernels when the session is created: faster, but every packed weight is a copy. */
  readonly prepacking: boolean;
  /** Names of onnxruntime's graph optimizers that must not run. */
  readonly disabledOptimizers: readonly string[];
}

/** A way of holding weights. */
export interface Precision {
  /** How the weights are held, in a few words that complete "its weights take 3 GiB ...". */
  readonly held: string;
  /** Form of the weights of linear layers in repeated blocks. All other weights keep their values. */
  readonly matrices: 'as stored' | 'integers' | 'nibbles' | 'rounded nibbles';
  /** Memory that one weight takes. */
  memoryOf(weight: HeldWeight): WeightMemory;
  readonly session: PrecisionSession;
}
