/** A model as far as LoRAs are concerned: its modules, and the names that trainers give them. */
import type { WeightSource } from '../weight-source.ts';

export interface LoraTarget {
  /** Weights in the names that graphs ask for. */
  readonly weights: WeightSource;
  /** Kind of component, which decides the prefixes of names. */
  readonly component: 'denoiser' | 'text encoder';
  /** Modules that some trainers fuse, by the name of the fused one; both relative to their parent. Rows in order. */
  readonly fused: Readonly<Record<string, readonly string[]>>;
  /** Other names of modules; both relative to their parent. */
  readonly aliases: Readonly<Record<string, string>>;
}
