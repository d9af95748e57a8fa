/**
 * Weights of repeated layers as 4-bit integers, for machines whose memory is too small for 8. `int4` keeps those of the
 * file where it has such; `int4Rounded` rounds all of them in large blocks, which take less memory. They are always
 * packed: without it onnxruntime widens them in every run.
 */
import { fp32 } from './fp32.ts';
import type { Precision } from './precision.ts';

export const int4: Precision = {
  held: 'as 4-bit integers',
  matrices: 'nibbles',
  memoryOf: (weight) => (weight.form === 'nibbles' ? { copied: weight.storedBytes, mapped: 0 } : fp32.memoryOf(weight)),
  session: fp32.session,
};

export const int4Rounded: Precision = { ...int4, matrices: 'rounded nibbles' };
