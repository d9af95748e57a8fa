/** MaskPreview: shows a mask. */
import { defineComfyNode, PICTURE_TEXTS } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';

export const maskPreview = defineComfyNode({
  class: 'MaskPreview',
  title: 'Preview Mask',
  category: 'image/mask',
  isOutput: true,
  schema: 'v3',
  hidden: PICTURE_TEXTS,
  inputs: { mask: link('MASK') },
  outputs: [{ type: 'MASK', name: 'mask' }],
  becomes(given, draft) {
    const mask = given.value('mask');
    draft.add('preview-image', { image: draft.add('mask-to-image', { mask }).out('image') });
    return [wire(mask)];
  },
});
