/** Changes of a weight W [out, in] that a LoRA file asks for, located in the file. */
import type { LoraTensor } from './lora-file.ts';

/** A length for each row [rows, 1] or column [1, in] (DoRA): directions and lengths of W are changed apart. */
export interface Magnitude {
  readonly weight: LoraTensor;
  /**
   * Lengths that W + change is divided by: those of W, as ComfyUI does for rows of `dora_scale`, or those of the sum,
   * as PEFT does.
   */
  readonly over: 'base' | 'sum';
}

interface Scaled {
  /** Factor besides the strength: alpha / rank. */
  readonly scale: number;
  readonly magnitude?: Magnitude;
}

/** scale * up * down. */
export interface LowRank extends Scaled {
  readonly kind: 'low-rank';
  /** [rank, in]. */
  readonly down: LoraTensor;
  /** [out, rank]. */
  readonly up: LoraTensor;
}

/** A matrix, or the product a * b, or the product of three with a core between: transpose(a) * core * b. */
export type Factor =
  | { readonly whole: LoraTensor }
  | { readonly a: LoraTensor; readonly b: LoraTensor; readonly core?: LoraTensor };

/** Rows of a change that is made for several modules at once. */
export interface RowWindow {
  readonly from: number;
  /** Rows of all modules together. */
  readonly total: number;
}

/** scale * the Kronecker product of two factors (LyCORIS LoKr). */
export interface Kronecker extends Scaled {
  readonly kind: 'kronecker';
  readonly left: Factor;
  readonly right: Factor;
  readonly rows: RowWindow;
}

/** scale * the element-wise product of two factors (LyCORIS LoHa). */
export interface Hadamard extends Scaled {
  readonly kind: 'hadamard';
  readonly left: Factor;
  readonly right: Factor;
  readonly rows: RowWindow;
}

/** The change itself. */
export interface Difference {
  readonly kind: 'difference';
  readonly values: LoraTensor;
}

/** Other values in the place of W, whatever the strength. */
export interface Replacement {
  readonly kind: 'replacement';
  readonly values: LoraTensor;
}

export type Update = LowRank | Kronecker | Hadamard | Difference | Replacement;

/** Whether a change is added to the weight, whatever the weight is. */
export function isSum(update: Update): boolean {
  return update.kind !== 'replacement' && (update.kind === 'difference' || update.magnitude === undefined);
}

/** Whether a change can stay beside the weight. All others are merged into it. */
export function isBranch(update: Update): update is LowRank {
  return update.kind === 'low-rank' && update.magnitude === undefined;
}
