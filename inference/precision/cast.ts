/**
 * Weights left in their file and widened to float32 in every run: they stay mapped, as stored, and evictable.
 * Without packing, products are added in another order, so results agree with `fp32` to rounding, not to the last bit.
 */
import type { Precision } from './precision.ts';

export const cast: Precision = {
  held: 'as stored',
  matrices: 'as stored',
  memoryOf: ({ storedBytes }) => ({ copied: 0, mapped: storedBytes }),
  session: {
    prepacking: false,
    // Both would widen 16-bit weights to float32 once and for all. Measured with onnxruntime 1.30: bfloat16 needs the
    // first one disabled, float16 both (docs/measurements.md).
    disabledOptimizers: ['ConstantFolding', 'FuseFp16InitializerToFp32NodeTransformer'],
  },
};
