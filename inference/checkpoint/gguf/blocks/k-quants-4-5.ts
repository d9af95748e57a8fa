/**
 * The K-quants with nibbles: blocks of 256 values in 8 groups of 32, each with a 6-bit scale and a 6-bit minimum.
 * Source of both layouts: ggml-common.h and ggml-quants.c of llama.cpp.
 */
import { float16Values } from '../../half.ts';
import { blockLayout, type Codes, uint16 } from './block-layout.ts';

const BLOCK = 256;
const GROUP = 32;
const GROUPS = BLOCK / GROUP;

/** d, dmin, and 12 bytes that hold 8 scales and 8 minima of 6 bits each. */
function takeScales(bytes: Uint8Array, start: number, { scales, offsets }: Codes, firstGroup: number): void {
  const d = float16Values()[uint16(bytes, start)] as number;
  const dmin = float16Values()[uint16(bytes, start + 2)] as number;
  for (let group = 0; group < GROUPS; group += 1) {
    const at = start + 4 + group;
    const [own, next] = [bytes[at] as number, bytes[at + 4] as number];
    const before = bytes[at - 4] as number;
    const isWhole = group < GROUPS / 2;
    scales[firstGroup + group] = d * (isWhole ? own & 63 : (next & 15) | ((before >> 6) << 4));
    offsets[firstGroup + group] = dmin * (isWhole ? next & 63 : (next >> 4) | ((own >> 6) << 4));
  }
}

/** d, dmin, 12 bytes of scales and minima, 128 bytes of nibbles. */
export const q4_k = blockLayout(
  { values: BLOCK, bytes: 144, group: GROUP, hasOffsets: true },
  (bytes, start, out, first, firstGroup) => {
    takeScales(bytes, start, out, firstGroup);
    for (let group = 0; group < GROUPS; group += 1) {
      // Groups 2 k and 2 k + 1 share 32 bytes: low nibbles and high ones.
      const [codes, shift] = [start + 16 + (group >> 1) * GROUP, (group & 1) << 2];
      const target = first + group * GROUP;
      for (let l = 0; l < GROUP; l += 1) out.codes[target + l] = ((bytes[codes + l] as number) >> shift) & 15;
    }
  },
);

/** d, dmin, 12 bytes of scales and minima, 32 bytes of fifth bits, 128 bytes of nibbles. */
export const q5_k = blockLayout(
  { values: BLOCK, bytes: 176, group: GROUP, hasOffsets: true },
  (bytes, start, out, first, firstGroup) => {
    takeScales(bytes, start, out, firstGroup);
    for (let group = 0; group < GROUPS; group += 1) {
      const [codes, shift] = [start + 48 + (group >> 1) * GROUP, (group & 1) << 2];
      const target = first + group * GROUP;
      for (let l = 0; l < GROUP; l += 1) {
        const fifth = (((bytes[start + 16 + l] as number) >> group) & 1) << 4;
        out.codes[target + l] = (((bytes[codes + l] as number) >> shift) & 15) | fifth;
      }
    }
  },
);
