/**
 * The K-quant with 6-bit codes: blocks of 256 values in 16 groups of 16, each with a signed 8-bit scale.
 * Source of the layout: ggml-common.h and ggml-quants.c of llama.cpp.
 */
import { float16Values } from '../../half.ts';
import { blockLayout, uint16 } from './block-layout.ts';

const BLOCK = 256;
const GROUP = 16;
const QUARTER = 32;

/** 128 bytes of low nibbles, 64 bytes of high pairs of bits, 16 scales, d; code - 32. */
export const q6_k = blockLayout({ values: BLOCK, bytes: 210, group: GROUP }, (bytes, start, out, first, firstGroup) => {
  const d = float16Values()[uint16(bytes, start + 208)] as number;
  for (let group = 0; group < BLOCK / GROUP; group += 1) {
    out.scales[firstGroup + group] = d * (((bytes[start + 192 + group] as number) << 24) >> 24);
  }
  // Each half of the block has four quarters of 32 values. Quarters 0 and 2 share their nibble bytes; 1 and 3 do too.
  for (let quarter = 0; quarter < BLOCK / QUARTER; quarter += 1) {
    const [half, part] = [quarter >> 2, quarter & 3];
    const [low, lowShift] = [start + 64 * half + QUARTER * (part & 1), (part >> 1) << 2];
    const [high, highShift] = [start + 128 + QUARTER * half, part << 1];
    const target = first + quarter * QUARTER;
    for (let l = 0; l < QUARTER; l += 1) {
      const nibble = ((bytes[low + l] as number) >> lowShift) & 15;
      const pair = ((bytes[high + l] as number) >> highShift) & 3;
      out.codes[target + l] = (nibble | (pair << 4)) - 32;
    }
  }
});
