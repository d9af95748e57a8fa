/** How a component of the pipeline is loaded. */
import type { PrecisionName } from '../precision/registry.ts';
import type { WeightMemory } from '../precision/weight-memory.ts';

export interface LoadOptions {
  /** How weights are held. */
  readonly precision: PrecisionName;
  /** Threads per operator; default: one per core. */
  readonly threads?: number;
  /** Memory for what the VAE computes, in bytes: larger pictures go through it in tiles. Default: what the device allows. */
  readonly activationBytes?: number;
}

/** A component whose files were read and checked, up to but without its weights. */
export interface ModelPlan<M> {
  /** Memory that the weights will take, by the way of holding them. */
  readonly memory: (precision: PrecisionName) => WeightMemory;
  load(options: LoadOptions): Promise<M>;
}
