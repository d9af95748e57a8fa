/** PreviewImage: shows pictures and saves none. */
import { defineComfyNode, PICTURE_TEXTS } from '../../../engine/comfyui/define.ts';
import type { Ours, Out } from '../../../engine/comfyui/export/ours.ts';
import { link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { showPictures } from './show-pictures.ts';

export const previewImage = defineComfyNode({
  class: 'PreviewImage',
  title: 'Preview Image',
  category: 'image',
  isOutput: true,
  hidden: PICTURE_TEXTS,
  inputs: { images: link('IMAGE') },
  outputs: [{ type: 'IMAGE', name: 'images' }],
  becomes(given, draft) {
    showPictures(given, draft);
    return [wire(given.value('images'))];
  },
  from: [
    { type: 'preview-image', write: (ours, out) => write('image', ours, out) },
    { type: 'preview-images', write: (ours, out) => write('images', ours, out) },
  ],
});

/** @param name of our input and our output. What reads the output reads the input there: older versions have none. */
function write(name: string, ours: Ours, out: Out): Readonly<Record<string, unknown>> {
  const images = ours.value(name);
  out.add('PreviewImage', { images });
  return { [name]: images };
}
