/**
 * Codes of `convrot_w4a4` and `asym_w4a8_int8` files: 4-bit and 6-bit integers, whose rotation is left in place.
 * Source: comfy-kitchen (Apache-2.0), `backends/eager/convrot_w4a4.py`, `backends/eager/w4a8_int8.py`.
 */
import { roundHalfToEven } from '../../rounding.ts';
import type { Int4Weight, W4a8Weight } from '../stored-weight.ts';
import type { CodeLayout, CodeReader } from './code-reader.ts';
import { rowsOf } from './dense.ts';
import type { WeightFiles } from './weight-files.ts';

/** Largest 8-bit integer that stands for a weight, of either sign. */
const INT8_MAX = 127;
const NO_OFFSETS = new Float32Array();

/** One scale for each row. */
export function rowLayout({ shape }: { readonly shape: readonly number[] }): CodeLayout {
  return { dtype: 'I8', group: rowsOf(shape).width, hasOffsets: false };
}

/** Without a correction, all groups of a row have the scale of the row. */
export function w4a8Layout(weight: W4a8Weight): CodeLayout {
  if (!weight.correction) return rowLayout(weight);
  const group = rowsOf(weight.shape).width / rowsOf(weight.groupScales.shape).width;
  return { dtype: 'I8', group, hasOffsets: true };
}

export async function int4Codes(weight: Int4Weight, files: WeightFiles): Promise<CodeReader> {
  const { rows, width } = rowsOf(weight.shape);
  const scales = await files.numbers(weight.scale);
  return {
    rows,
    width,
    ...rowLayout(weight),
    async read(first, count) {
      const pairs = await files.read(weight.values, (first * width) / 2, (count * width) / 2);
      const codes = new Int8Array(count * width);
      for (let i = 0; i < codes.length; i += 1) {
        const nibble = ((pairs[i >> 1] as number) >> ((i & 1) << 2)) & 15;
        codes[i] = nibble < 8 ? nibble : nibble - 16;
      }
      return { codes, scales: scales.slice(first, first + count), offsets: NO_OFFSETS };
    },
  };
}

export async function w4a8Codes(weight: W4a8Weight, files: WeightFiles): Promise<CodeReader> {
  const { rows, width } = rowsOf(weight.shape);
  const groups = rowsOf(weight.groupScales.shape).width;
  const group = width / groups;
  const channelScales = await files.numbers(weight.channelScales);
  const correction = weight.correction && (await files.numbers(weight.correction));
  const levels = weight.codebook ? await files.numbers(weight.codebook) : countedLevels(weight.bits);
  const rowBytes = (width * weight.bits) / 8;
  const scaleBytes = weight.groupScales.length / rows;
  const readGroupScales = (first: number, count: number): Promise<Float32Array> => {
    const { offset } = weight.groupScales;
    return files.numbers({ ...weight.groupScales, offset: offset + first * scaleBytes, length: count * scaleBytes });
  };
  return {
    rows,
    width,
    ...w4a8Layout(weight),
    async read(first, count) {
      const bytes = await files.read(weight.values, first * rowBytes, count * rowBytes);
      const groupScales = await readGroupScales(first, count);
      const codes = new Int8Array(count * width);
      for (let i = 0; i < codes.length; i += 1) {
        const [row, column] = [Math.floor(i / width), i % width];
        const level = levels[codeAt(bytes, row * rowBytes, column, width, weight.bits)] as number;
        const rounded = roundHalfToEven(Math.fround(level * (groupScales[Math.floor(i / group)] as number)));
        codes[i] = Math.min(INT8_MAX, Math.max(-INT8_MAX, rounded));
      }
      if (!correction) return { codes, scales: channelScales.slice(first, first + count), offsets: NO_OFFSETS };
      const length = count * groups;
      return {
        codes,
        scales: Float32Array.from({ length }, (_, i) => channelScales[first + Math.floor(i / groups)] ?? 1),
        offsets: Float32Array.from(
          { length },
          (_, i) => -(correction[(i % groups) * rows + first + Math.floor(i / groups)] ?? 0),
        ),
      };
    },
  };
}

/** A row stores all low nibbles first; with 6 bits, 2 high bits of four neighbours share a byte behind them. */
function codeAt(bytes: Uint8Array, start: number, column: number, width: number, bits: 4 | 6): number {
  const nibble = ((bytes[start + (column >> 1)] as number) >> ((column & 1) << 2)) & 15;
  if (bits === 4) return nibble;
  const pair = ((bytes[start + width / 2 + (column >> 2)] as number) >> ((column & 3) << 1)) & 3;
  return nibble | (pair << 4);
}

/** The codes themselves, counted from their middle. */
function countedLevels(bits: 4 | 6): Float32Array {
  return Float32Array.from({ length: 2 ** bits }, (_, code) => code - 2 ** (bits - 1));
}
