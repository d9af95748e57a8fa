/** BatchImagesNode: several pictures in one value. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { growing } from '../../../engine/comfyui/inputs.ts';
import { batchOf, writeBatch } from './batch.ts';

/** Pictures that ComfyUI takes. */
const MOST = 50;

export const batchImagesNode = defineComfyNode({
  class: 'BatchImagesNode',
  title: 'Batch Images',
  category: 'image/batch',
  schema: 'v3',
  inputs: { images: growing('IMAGE', 'image', { prefix: 'image', min: 1, max: MOST }) },
  outputs: [{ type: 'IMAGE' }],
  becomes(given, draft) {
    const names = Array.from({ length: MOST }, (_, i) => `images.image${i}`).filter((name) => given.has(name));
    return batchOf(names, given, draft);
  },
  from: [{ type: 'batch-images', write: writeBatch }],
});
