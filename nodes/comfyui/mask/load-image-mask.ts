/** LoadImageMask: a channel of a picture of the input folder, or where it is transparent. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { combo, picture } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';

export const loadImageMask = defineComfyNode({
  class: 'LoadImageMask',
  title: 'Load Image (as Mask)',
  category: 'image',
  inputs: { image: picture(), channel: combo(['alpha', 'red', 'green', 'blue']) },
  outputs: [{ type: 'MASK' }],
  becomes(given, draft) {
    const channel = given.constant('channel');
    const loaded = draft.add('load-image', { image: given.value('image'), alpha: false });
    if (channel === 'alpha') return [wire(loaded.out('mask'))];
    return [wire(draft.add('image-to-mask', { image: loaded.out('image'), channel }).out('mask'))];
  },
});
