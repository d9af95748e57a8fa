/** How a component of the pipeline is loaded. */
import type { Precision, WeightMemory } from './model.ts';

export interface LoadOptions {
  readonly precision: Precision;
  /** Threads per operator; default: one per core. */
  readonly threads?: number;
  /** Memory for what the VAE computes, in bytes: larger pictures go through it in tiles. Default 4 GiB. */
  readonly activationBytes?: number;
}

/** A component whose files were read and checked, up to but without its weights. */
export interface ModelPlan<M> {
  /** What the weights will take. */
  readonly memory: Readonly<Record<Precision, WeightMemory>>;
  load(options: LoadOptions): Promise<M>;
}
