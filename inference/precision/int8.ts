/**
 * Weights of repeated layers as 8-bit integers, multiplied as they are. `int8` packs them for the kernels, a byte a
 * weight in private memory; `int8Mapped` leaves them in their file. Results are equal to the bit.
 */
import { cast } from './cast.ts';
import { fp32 } from './fp32.ts';
import type { Precision } from './precision.ts';

export const int8: Precision = {
  held: 'as 8-bit integers',
  matrices: 'integers',
  memoryOf: (weight) => (weight.form === 'row codes' ? { copied: weight.elements, mapped: 0 } : fp32.memoryOf(weight)),
  session: fp32.session,
};

export const int8Mapped: Precision = {
  held: 'as 8-bit integers in their file',
  matrices: 'integers',
  memoryOf: (weight) => cast.memoryOf(weight),
  session: cast.session,
};
