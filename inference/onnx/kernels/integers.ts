/**
 * The seam for products of 8-bit integers. A device that has them makes these kernels; graphs built with them multiply
 * the codes of a weight as they are. Without them codes are widened first, and products are exact.
 */
import type { Emitter } from '../emitter.ts';
import type { Value } from '../value.ts';

/** Rows of activations as integers: value = code * scale. */
export interface CodedRows {
  /** [rows, in], in whatever form {@link IntegerKernels.linear} of the same kernels takes. */
  readonly codes: Value;
  /** float32 [rows, 1]. */
  readonly scale: Value;
}

/** A weight as integers: value = code * scale. */
export interface CodedMatrix {
  /** int8 [out, in]. */
  readonly codes: Value;
  /** float32 [out], or one for all []. */
  readonly scale: Value;
}

/**
 * How the largest value of a row of activations becomes 127: `absmax` uses every code. `headroom` leaves codes unused,
 * for processors that add two products of bytes in 16 bits and saturate: the nearer to 0 codes are, the fewer pairs do.
 */
export const ROW_SCALES = ['absmax', 'headroom'] as const;
export type RowScale = (typeof ROW_SCALES)[number];

export interface IntegerKernels {
  /**
   * x [rows, in] as integers, each row with a scale of its own.
   * @param rotation size of the groups in which x is rotated first, as the columns of the weight are: see
   *   `checkpoint/rows/rotate.ts`.
   */
  quantise(e: Emitter, x: Value, rotation: number | undefined): CodedRows;

  /** x [rows, in] times the transpose of a weight [out, in], plus a bias [out]. */
  linear(e: Emitter, x: CodedRows, weight: CodedMatrix, bias: Value | undefined): Value;
}
