/** ImageBatch: two pictures in one value. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';
import { Untranslatable, wire } from '../../../engine/comfyui/translate/wire.ts';

export const imageBatch = defineComfyNode({
  class: 'ImageBatch',
  title: 'Batch Images (DEPRECATED)',
  category: 'image/batch',
  inputs: { image1: link('IMAGE'), image2: link('IMAGE') },
  outputs: [{ type: 'IMAGE' }],
  becomes(given, draft) {
    const images = [given.value('image1'), given.value('image2')];
    if ([given.socket('image1'), given.socket('image2')].includes('images'))
      throw new Untranslatable('is given several pictures in one value already');
    return [wire(draft.add('batch-images', { images, sizes: 'first' }).out('images'))];
  },
});
