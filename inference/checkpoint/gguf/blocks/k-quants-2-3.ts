/**
 * The K-quants with 2-bit codes: blocks of 256 values in 16 groups of 16, each with a scale of its own.
 * Source of both layouts: ggml-common.h and ggml-quants.c of llama.cpp.
 */
import { float16Values } from '../../half.ts';
import { blockLayout, uint16 } from './block-layout.ts';

const BLOCK = 256;
const GROUP = 16;

/** Code of value e: 2 bits of byte 32 * (e / 128) + e % 32, at bit 2 * (e / 32 % 4). */
function twoBits(bytes: Uint8Array, start: number, e: number): number {
  return ((bytes[start + ((e >> 7) << 5) + (e & 31)] as number) >> (((e >> 5) & 3) << 1)) & 3;
}

/** 16 bytes of scale (low nibble) and minimum (high nibble), 64 bytes of codes, d, dmin. */
export const q2_k = blockLayout(
  { values: BLOCK, bytes: 84, group: GROUP, hasOffsets: true },
  (bytes, start, out, first, firstGroup) => {
    const d = float16Values()[uint16(bytes, start + 80)] as number;
    const dmin = float16Values()[uint16(bytes, start + 82)] as number;
    for (let group = 0; group < BLOCK / GROUP; group += 1) {
      const both = bytes[start + group] as number;
      out.scales[firstGroup + group] = d * (both & 15);
      out.offsets[firstGroup + group] = dmin * (both >> 4);
    }
    for (let e = 0; e < BLOCK; e += 1) out.codes[first + e] = twoBits(bytes, start + 16, e);
  },
);

/** 32 bytes of third bits, 64 bytes of codes, 12 bytes of 6-bit scales, d. */
export const q3_k = blockLayout({ values: BLOCK, bytes: 110, group: GROUP }, (bytes, start, out, first, firstGroup) => {
  const d = float16Values()[uint16(bytes, start + 108)] as number;
  const [codes, scales] = [start + 32, start + 96];
  for (let group = 0; group < BLOCK / GROUP; group += 1) {
    const low = ((bytes[scales + (group & 7)] as number) >> ((group >> 3) << 2)) & 15;
    const high = ((bytes[scales + 8 + (group & 3)] as number) >> ((group >> 2) << 1)) & 3;
    out.scales[firstGroup + group] = d * ((low | (high << 4)) - 32);
  }
  for (let e = 0; e < BLOCK; e += 1) {
    const isSet = ((bytes[start + (e & 31)] as number) >> (e >> 5)) & 1;
    out.codes[first + e] = twoBits(bytes, codes, e) - (isSet ? 0 : 4);
  }
});
