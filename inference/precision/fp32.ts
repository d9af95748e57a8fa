/** Weights widened to float32 and packed once, when the session is created: the fastest way, 4 bytes a weight. */
import type { Precision } from './precision.ts';

export const fp32: Precision = {
  held: 'as float32',
  matrices: 'as stored',
  memoryOf: ({ elements, storedBytes, keptShare, form }) =>
    form === 'values' ? { copied: elements * 4 * keptShare, mapped: 0 } : { copied: 0, mapped: storedBytes },
  // Packed weights are copies, an eighth faster than mapped ones.
  session: { prepacking: true, disabledOptimizers: [] },
};
