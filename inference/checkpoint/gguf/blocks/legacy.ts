/**
 * Blocks of 32 values with one scale d, and in the types `_1` a minimum m: value = d * code + m.
 * Source of all layouts: ggml-common.h and ggml-quants.c of llama.cpp.
 */
import { float16Values } from '../../half.ts';
import { blockLayout, uint16 } from './block-layout.ts';

/** Values in a block; code j is the low nibble of byte j, code j + 16 the high one. */
const BLOCK = 32;
const HALF = BLOCK / 2;

/** d, 16 bytes of nibbles; code - 8. */
export const q4_0 = blockLayout({ values: BLOCK, bytes: 18, group: BLOCK }, (bytes, start, out, first, group) => {
  out.scales[group] = float16Values()[uint16(bytes, start)] as number;
  for (let j = 0; j < HALF; j += 1) {
    const pair = bytes[start + 2 + j] as number;
    out.codes[first + j] = (pair & 15) - 8;
    out.codes[first + j + HALF] = (pair >> 4) - 8;
  }
});

const WITH_MINIMUM = { values: BLOCK, group: BLOCK, hasOffsets: true } as const;

/** d, m, 16 bytes of nibbles. */
export const q4_1 = blockLayout({ ...WITH_MINIMUM, bytes: 20 }, (bytes, start, out, first, group) => {
  out.scales[group] = float16Values()[uint16(bytes, start)] as number;
  out.offsets[group] = -(float16Values()[uint16(bytes, start + 2)] as number);
  for (let j = 0; j < HALF; j += 1) {
    const pair = bytes[start + 4 + j] as number;
    out.codes[first + j] = pair & 15;
    out.codes[first + j + HALF] = pair >> 4;
  }
});

/** d, 32 fifth bits, 16 bytes of nibbles; code - 16. */
export const q5_0 = blockLayout({ values: BLOCK, bytes: 22, group: BLOCK }, (bytes, start, out, first, group) => {
  out.scales[group] = float16Values()[uint16(bytes, start)] as number;
  const high = uint16(bytes, start + 2) | (uint16(bytes, start + 4) << 16);
  for (let j = 0; j < HALF; j += 1) {
    const pair = bytes[start + 6 + j] as number;
    out.codes[first + j] = (pair & 15) + (((high >>> j) & 1) << 4) - 16;
    out.codes[first + j + HALF] = (pair >> 4) + (((high >>> (j + HALF)) & 1) << 4) - 16;
  }
});

/** d, m, 32 fifth bits, 16 bytes of nibbles. */
export const q5_1 = blockLayout({ ...WITH_MINIMUM, bytes: 24 }, (bytes, start, out, first, group) => {
  out.scales[group] = float16Values()[uint16(bytes, start)] as number;
  out.offsets[group] = -(float16Values()[uint16(bytes, start + 2)] as number);
  const high = uint16(bytes, start + 4) | (uint16(bytes, start + 6) << 16);
  for (let j = 0; j < HALF; j += 1) {
    const pair = bytes[start + 8 + j] as number;
    out.codes[first + j] = (pair & 15) | (((high >>> j) & 1) << 4);
    out.codes[first + j + HALF] = (pair >> 4) | (((high >>> (j + HALF)) & 1) << 4);
  }
});

/** d, 32 signed bytes. */
export const q8_0 = blockLayout({ values: BLOCK, bytes: 34, group: BLOCK }, (bytes, start, out, first, group) => {
  out.scales[group] = float16Values()[uint16(bytes, start)] as number;
  out.codes.set(bytes.subarray(start + 2, start + 34), first);
});
