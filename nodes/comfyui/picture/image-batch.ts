/** ImageBatch: two pictures in one value. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';
import { batchOf } from './batch.ts';

export const imageBatch = defineComfyNode({
  class: 'ImageBatch',
  title: 'Batch Images (DEPRECATED)',
  category: 'image/batch',
  inputs: { image1: link('IMAGE'), image2: link('IMAGE') },
  outputs: [{ type: 'IMAGE' }],
  becomes: (given, draft) => batchOf(['image1', 'image2'], given, draft),
});
