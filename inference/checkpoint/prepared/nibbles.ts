/**
 * Rounds values to 4-bit integers in blocks, and packs two of them to a byte.
 * Source of the rounding: ggml (MIT), `ggml-quants.c`, `quantize_row_q4_0_ref`, with scales in float32.
 */
import { ROUNDER } from '../../rounding.ts';

/** Sizes of blocks, the preferred one first: the kernel is fastest with 128, and scales take least room. */
const BLOCKS = [128, 64, 32, 16] as const;
/** Range of codes. */
const [LOWEST, HIGHEST] = [-8, 7] as const;
/** The nibble of code 0. */
export const NIBBLE_ZERO = 8;

/** Values that share a scale in rows of a width; undefined for a width that no block divides. */
export function nibbleBlock(width: number): number | undefined {
  return BLOCKS.find((size) => width % size === 0);
}

/**
 * Rounds blocks of neighbours. The value of the largest magnitude becomes -8, so that steps are a seventh smaller than
 * with 7 for either sign: an error of 10 instead of 12 % on gaussian values (docs/measurements.md, "int4").
 * @param values as many as whole blocks.
 */
export function codeBlocks(
  values: Float32Array,
  block: number,
): { readonly codes: Int8Array; readonly scales: Float32Array } {
  const codes = new Int8Array(values.length);
  const scales = new Float32Array(values.length / block);
  for (let at = 0; at < scales.length; at += 1) {
    const [start, end] = [at * block, (at + 1) * block];
    let extreme = 0;
    for (let i = start; i < end; i += 1) {
      const value = values[i] as number;
      if (Math.abs(value) > Math.abs(extreme)) extreme = value;
    }
    const scale = Math.fround(extreme / LOWEST);
    scales[at] = scale;
    if (scale === 0) continue;
    for (let i = start; i < end; i += 1) {
      const code = Math.fround(Math.fround((values[i] as number) / scale) + ROUNDER) - ROUNDER;
      codes[i] = Math.min(HIGHEST, Math.max(LOWEST, code));
    }
  }
  return { codes, scales };
}

/**
 * Two codes to a byte, the first in its low half.
 * @param codes an even number of them, in [-zero, 15 - zero].
 * @param zero the nibble of code 0.
 */
export function pairCodes(codes: Int8Array | Uint8Array, zero: number = NIBBLE_ZERO): Uint8Array {
  const pairs = new Uint8Array(codes.length / 2);
  for (let i = 0; i < pairs.length; i += 1) {
    const [low, high] = [(codes[2 * i] as number) + zero, (codes[2 * i + 1] as number) + zero];
    pairs[i] = low | (high << 4);
  }
  return pairs;
}
