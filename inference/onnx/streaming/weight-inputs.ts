/**
 * Weights as inputs of a graph. Graphs of one shape then differ in nothing but the values they are given, and share a
 * session: the blocks of a transformer, of which a device keeps as many as fit while the others are sent in every run.
 */
import type { StoredDType } from '../../checkpoint/stored-dtype.ts';
import type { WeightLocation } from '../../checkpoint/stored-weight.ts';
import type { TensorDataByType } from '../../tensor.ts';

/** Types that a run takes as they are stored. Numbers of other types are widened to float32 while they are read. */
const AS_STORED = { F32: 'float32', F16: 'float16', I8: 'int8', U8: 'uint8' } as const satisfies Readonly<
  Partial<Record<StoredDType, keyof TensorDataByType>>
>;

export type WeightDType = (typeof AS_STORED)[keyof typeof AS_STORED];

/** A weight that a run is given. */
export interface WeightInput {
  /** Of the value inside the graph. */
  readonly name: string;
  readonly dtype: WeightDType;
  readonly shape: readonly number[];
  readonly location: WeightLocation;
}

/** The type in which a run takes stored numbers. */
export function weightDType(stored: StoredDType): WeightDType {
  return isAsStored(stored) ? AS_STORED[stored] : 'float32';
}

/** Whether a run takes stored numbers byte by byte. */
export function isAsStored(stored: StoredDType): stored is keyof typeof AS_STORED {
  return stored in AS_STORED;
}

/** Whether a run can be given numbers of a type as a weight. */
export function isWeightDType(dtype: string): dtype is WeightDType {
  return Object.values<string>(AS_STORED).includes(dtype);
}
