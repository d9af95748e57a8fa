/**
 * Blocks whose 4-bit codes name integers of a table: `IQ4_NL`, `IQ4_XS`, `MXFP4` and `NVFP4`.
 * Source of all layouts and tables: ggml-common.h and ggml-quants.c of llama.cpp.
 */
import { DOUBLED_E2M1 } from '../../codes/float4.ts';
import { FLOAT8_E4M3FN, FLOAT8_E8M0 } from '../../codes/float8.ts';
import { float16Values } from '../../half.ts';
import { blockLayout, uint16 } from './block-layout.ts';

/** The levels of `IQ4_NL` and `IQ4_XS`: dense near zero, as weights are. */
const IQ4_LEVELS = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

/** A code of `NVFP4` scales that stands for nothing: NaN in E4M3. */
const NO_SCALE = 0x7f;

/** Looks up `count` bytes: low nibbles first, then high ones. */
function lookUp(
  bytes: Uint8Array,
  start: number,
  count: number,
  levels: Int8Array,
  codes: Int8Array,
  first: number,
): void {
  for (let j = 0; j < count; j += 1) {
    const pair = bytes[start + j] as number;
    codes[first + j] = levels[pair & 15] as number;
    codes[first + j + count] = levels[pair >> 4] as number;
  }
}

/** d, 16 bytes of nibbles. */
export const iq4_nl = blockLayout({ values: 32, bytes: 18, group: 32 }, (bytes, start, out, first, group) => {
  out.scales[group] = float16Values()[uint16(bytes, start)] as number;
  lookUp(bytes, start + 2, 16, IQ4_LEVELS, out.codes, first);
});

/** d, 8 pairs of high scale bits, 8 nibbles of low ones, 128 bytes of nibbles; scale - 32. */
export const iq4_xs = blockLayout({ values: 256, bytes: 136, group: 32 }, (bytes, start, out, first, firstGroup) => {
  const d = float16Values()[uint16(bytes, start)] as number;
  const high = uint16(bytes, start + 2);
  for (let group = 0; group < 8; group += 1) {
    const low = ((bytes[start + 4 + (group >> 1)] as number) >> ((group & 1) << 2)) & 15;
    out.scales[firstGroup + group] = d * ((low | (((high >> (2 * group)) & 3) << 4)) - 32);
    lookUp(bytes, start + 8 + 16 * group, 16, IQ4_LEVELS, out.codes, first + 32 * group);
  }
});

/** An E8M0 scale, 16 bytes of E2M1 nibbles. */
export const mxfp4 = blockLayout({ values: 32, bytes: 17, group: 32 }, (bytes, start, out, first, group) => {
  out.scales[group] = (FLOAT8_E8M0[bytes[start] as number] as number) / 2;
  lookUp(bytes, start + 1, 16, DOUBLED_E2M1, out.codes, first);
});

/** 4 E4M3 scales without sign, each for 8 bytes of E2M1 nibbles. */
export const nvfp4 = blockLayout({ values: 64, bytes: 36, group: 16 }, (bytes, start, out, first, firstGroup) => {
  for (let group = 0; group < 4; group += 1) {
    const code = bytes[start + group] as number;
    out.scales[firstGroup + group] = code === NO_SCALE ? 0 : (FLOAT8_E4M3FN[code & 0x7f] as number) / 2;
    lookUp(bytes, start + 4 + 8 * group, 8, DOUBLED_E2M1, out.codes, first + 16 * group);
  }
});
