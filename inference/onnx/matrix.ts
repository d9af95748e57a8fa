/** The weight of a linear layer as graphs multiply it: in floats, or in integers. */
import type { GroupOffset } from './group-offsets.ts';
import type { CodedMatrix, IntegerKernels } from './kernels/integers.ts';
import type { LowRank, NibbleMatrix } from './kernels/kernels.ts';
import type { Value } from './value.ts';

/** The weight of a linear layer inside a graph, and what adapters add to it. */
export type Matrix = (WidenedMatrix | MatrixOfCodes | MatrixOfNibbles) & { readonly updates: readonly LowRank[] };

/** Integers that are multiplied as they are: codes * scale, rotated back if they are rotated. */
export interface MatrixOfCodes extends CodedMatrix {
  readonly form: 'codes';
  readonly kernels: IntegerKernels;
  /** As of {@link WidenedMatrix}. */
  readonly rotation: number | undefined;
}

/** Integers of 4 bits that are multiplied as they are, less an offset. */
export interface MatrixOfNibbles extends NibbleMatrix {
  readonly form: 'nibbles';
  /** Taken from blocks, if anything is. */
  readonly offset: GroupOffset | undefined;
}

/** A weight as float32: weight * scale - offset, rotated back if it is rotated. */
export interface WidenedMatrix {
  readonly form: 'widened';
  /** [out, in]. */
  readonly weight: Value;
  /** Factors on the outputs, [out] or a scalar. */
  readonly scale: Value | undefined;
  /** Taken from groups of neighbouring columns, if anything is. */
  readonly offset: GroupOffset | undefined;
  /** Size of the groups in which the columns of `weight` are rotated, if they are. */
  readonly rotation: number | undefined;
}
