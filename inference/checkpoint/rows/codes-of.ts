/** The codes of every encoding that has them. */
import type { BlockQuantisedWeight, PackedWeight } from '../stored-weight.ts';
import { blockCodes, blockLayoutOf } from './block-codes.ts';
import { mxfp8Codes, mxfp8Layout, NVFP4_LAYOUT, nvfp4Codes } from './block-scaled.ts';
import type { CodeLayout, CodeReader } from './code-reader.ts';
import { int4Codes, rowLayout, w4a8Codes, w4a8Layout } from './integer-codes.ts';
import type { WeightFiles } from './weight-files.ts';

/** How a weight is coded, known without its file. */
export function codeLayout(weight: BlockQuantisedWeight | PackedWeight): CodeLayout {
  if (weight.encoding === 'block-quantised') return blockLayoutOf(weight);
  switch (weight.format) {
    case 'nvfp4':
      return NVFP4_LAYOUT;
    case 'mxfp8':
      return mxfp8Layout(weight);
    case 'int4':
      return rowLayout(weight);
    case 'w4a8':
      return w4a8Layout(weight);
  }
}

/** @throws InferenceError `file-truncated` when the file got shorter since its header was read. */
export async function codeReader(weight: BlockQuantisedWeight | PackedWeight, files: WeightFiles): Promise<CodeReader> {
  if (weight.encoding === 'block-quantised') return blockCodes(weight, files);
  switch (weight.format) {
    case 'nvfp4':
      return nvfp4Codes(weight, files);
    case 'mxfp8':
      return mxfp8Codes(weight, files);
    case 'int4':
      return int4Codes(weight, files);
    case 'w4a8':
      return w4a8Codes(weight, files);
  }
}
