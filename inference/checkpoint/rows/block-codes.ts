/** Codes of GGUF blocks. */
import { BLOCK_LAYOUTS } from '../gguf/types.ts';
import type { BlockQuantisedWeight } from '../stored-weight.ts';
import type { CodeLayout, CodeReader } from './code-reader.ts';
import { rowsOf } from './dense.ts';
import type { WeightFiles } from './weight-files.ts';

export function blockLayoutOf({ format }: BlockQuantisedWeight): CodeLayout {
  const { group, hasOffsets } = BLOCK_LAYOUTS[format];
  return { dtype: 'I8', group, hasOffsets };
}

export function blockCodes(weight: BlockQuantisedWeight, files: WeightFiles): CodeReader {
  const { rows, width } = rowsOf(weight.shape);
  const { split } = BLOCK_LAYOUTS[weight.format];
  const rowBytes = weight.length / Math.max(1, rows);
  return {
    rows,
    width,
    ...blockLayoutOf(weight),
    read: async (first, count) => split(await files.read(weight, first * rowBytes, count * rowBytes)),
  };
}
