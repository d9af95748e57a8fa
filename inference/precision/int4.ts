/**
 * Weights of repeated layers as 4-bit integers, for machines whose memory is too small for 8. They are always packed:
 * without it onnxruntime widens them in every run.
 */
import { fp32 } from './fp32.ts';
import type { Precision } from './precision.ts';

export const int4: Precision = {
  held: 'as 4-bit integers',
  matrices: 'nibbles',
  memoryOf: (weight) => (weight.form === 'nibbles' ? { copied: weight.storedBytes, mapped: 0 } : fp32.memoryOf(weight)),
  session: fp32.session,
};
