/** SaveImage: writes pictures. */
import { defineComfyNode, PICTURE_TEXTS } from '../../../engine/comfyui/define.ts';
import type { Ours, Out } from '../../../engine/comfyui/export/ours.ts';
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
  from: [
    { type: 'save-image', write: (ours, out) => write(ours.value('image'), ours, out) },
    { type: 'save-images', write: (ours, out) => write(ours.value('images'), ours, out) },
  ],
});

function write(images: unknown, ours: Ours, out: Out): Record<string, never> {
  out.add('SaveImage', { images, filename_prefix: ours.value('prefix') });
  return {};
}
