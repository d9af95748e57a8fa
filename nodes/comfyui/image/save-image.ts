/** SaveImage: writes pictures. */
import { defineComfyNode, PICTURE_TEXTS } from '../../../engine/comfyui/define.ts';
import { link, text } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';

export const saveImage = defineComfyNode({
  class: 'SaveImage',
  title: 'Save Image',
  category: 'image',
  isOutput: true,
  hidden: PICTURE_TEXTS,
  inputs: { images: link('IMAGE'), filename_prefix: text('ComfyUI') },
  outputs: [{ type: 'IMAGE', name: 'images' }],
  becomes(given, draft) {
    const images = given.value('images');
    const prefix = given.value('filename_prefix');
    if (given.socket('images') === 'images') draft.add('save-images', { images, prefix });
    else draft.add('save-image', { image: images, prefix });
    return [wire(images)];
  },
});
