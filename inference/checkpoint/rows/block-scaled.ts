/**
 * Codes of `nvfp4` and `mxfp8`: floats of 4 or 8 bits in blocks along a row, each block with a scale.
 * Source: comfy-kitchen (Apache-2.0), `backends/eager/quantization.py`.
 */
import { DOUBLED_E2M1 } from '../codes/float4.ts';
import type { Mxfp8Weight, Nvfp4Weight, WeightLocation } from '../stored-weight.ts';
import type { CodeLayout, CodeReader } from './code-reader.ts';
import { rowsOf } from './dense.ts';
import { tiledIndex } from './tiled-scales.ts';
import type { WeightFiles } from './weight-files.ts';

const NVFP4_BLOCK = 16;
const MXFP8_BLOCK = 32;
const NO_OFFSETS = new Float32Array();

export const NVFP4_LAYOUT: CodeLayout = { dtype: 'I8', group: NVFP4_BLOCK, hasOffsets: false };

export function mxfp8Layout({ values }: Mxfp8Weight): CodeLayout {
  const dtype = values.dtype === 'F8_E5M2' ? values.dtype : 'F8_E4M3';
  return { dtype, group: MXFP8_BLOCK, hasOffsets: false };
}

export async function nvfp4Codes(weight: Nvfp4Weight, files: WeightFiles): Promise<CodeReader> {
  const { rows, width } = rowsOf(weight.shape);
  const [scale = 1] = await files.numbers(weight.scale);
  const scalesOf = await blockScales(weight.blockScales, width / NVFP4_BLOCK, files);
  return {
    rows,
    width,
    ...NVFP4_LAYOUT,
    async read(first, count) {
      const pairs = await files.read(weight.values, (first * width) / 2, (count * width) / 2);
      const codes = new Int8Array(count * width);
      for (let i = 0; i < pairs.length; i += 1) {
        const pair = pairs[i] as number;
        codes[2 * i] = DOUBLED_E2M1[pair >> 4] as number;
        codes[2 * i + 1] = DOUBLED_E2M1[pair & 15] as number;
      }
      const scales = scalesOf(first, count).map((block) => Math.fround(scale * block) / 2);
      return { codes, scales, offsets: NO_OFFSETS };
    },
  };
}

export async function mxfp8Codes(weight: Mxfp8Weight, files: WeightFiles): Promise<CodeReader> {
  const { rows, width } = rowsOf(weight.shape);
  const scalesOf = await blockScales({ ...weight.blockScales, dtype: 'F8_E8M0' }, width / MXFP8_BLOCK, files);
  return {
    rows,
    width,
    ...mxfp8Layout(weight),
    async read(first, count) {
      const codes = await files.read(weight.values, first * width, count * width);
      return { codes, scales: scalesOf(first, count), offsets: NO_OFFSETS };
    },
  };
}

/** The scales of some rows, row by row. @param blocks in a row. */
async function blockScales(
  location: WeightLocation,
  blocks: number,
  files: WeightFiles,
): Promise<(first: number, count: number) => Float32Array> {
  const tiled = await files.numbers(location);
  return (first, count) =>
    Float32Array.from({ length: count * blocks }, (_, i) => {
      const row = first + Math.floor(i / blocks);
      return tiled[tiledIndex(row, i % blocks, blocks)] as number;
    });
}
