/**
 * The seam for products with weights of 8-bit integers. Graphs built with these kernels hold the codes of a weight as
 * they are. Those of the processor round rows of activations too, and multiply integers; those of GPUs leave rows as
 * they are, and their products are exact.
 */
import type { Emitter } from '../emitter.ts';
import type { Value } from '../value.ts';

/** Rows of activations as integers: value = code * scale. */
export interface CodedRows {
  /** [rows, in], in whatever form {@link IntegerKernels.linear} of the same kernels takes. */
  readonly codes: Value;
  /** float32 [rows, 1]; undefined for rows that are left as float32. */
  readonly scale: Value | undefined;
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
   * x [rows, in] as the products take it: rotated, and as integers with a scale for each row where they are rounded.
   * @param rotation size of the groups in which x is rotated first, as the columns of the weight are: see
   *   `checkpoint/rows/rotate.ts`.
   */
  quantise(e: Emitter, x: Value, rotation: number | undefined): CodedRows;

  /** x [rows, in] times the transpose of a weight [out, in], plus a bias [out]. */
  linear(e: Emitter, x: CodedRows, weight: CodedMatrix, bias: Value | undefined): Value;
}
