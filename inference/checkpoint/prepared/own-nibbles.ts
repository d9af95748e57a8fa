/**
 * Types of GGUF files whose codes fit into 4 bits, and so need no rounding: value = scale * code - offset becomes
 * (nibble - 8) * scale - (offset - (8 - z) * scale), where nibble = code + z.
 *
 * Q5, Q6, Q8 and the types with tables of levels do not fit. Q2_K would, but with two float32 for each of its blocks of
 * 16 it would take a byte a weight, as much as integers of 8 bits.
 */
import type { BlockFormat } from '../gguf/types.ts';
import type { BlockQuantisedWeight, OriginalWeight } from '../stored-weight.ts';
import { NIBBLE_ZERO } from './nibbles.ts';

/** Added to codes to make nibbles: nothing where codes count from 0. */
const ZEROS: Readonly<Partial<Record<BlockFormat, number>>> = { Q4_0: 8, Q4_1: 0, Q3_K: 8, Q4_K: 0 };

/** Whether a weight is made of 4-bit integers already. */
export function hasNibbles(original: OriginalWeight): original is BlockQuantisedWeight {
  return original.encoding === 'block-quantised' && ZEROS[original.format] !== undefined;
}

/** What is added to the codes of a weight that {@link hasNibbles}. */
export function zeroOf({ format }: BlockQuantisedWeight): number {
  return ZEROS[format] ?? NIBBLE_ZERO;
}

/** Offsets for codes around {@link NIBBLE_ZERO}. @param offsets one for each scale, or none. */
export function centredOffsets(offsets: Float32Array, scales: Float32Array, zero: number): Float32Array {
  return offsets.map((offset, i) => offset - (NIBBLE_ZERO - zero) * (scales[i] as number));
}
