/** SaveImageWebsocket: pictures that are sent to the client of the prompt and are not saved. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';
import { showPictures } from './show-pictures.ts';

export const saveImageWebsocket = defineComfyNode({
  class: 'SaveImageWebsocket',
  title: 'SaveImageWebsocket',
  category: 'image',
  isOutput: true,
  inputs: { images: link('IMAGE') },
  outputs: [],
  becomes(given, draft) {
    showPictures(given, draft);
    return [];
  },
});
