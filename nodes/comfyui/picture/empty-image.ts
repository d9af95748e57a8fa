/** EmptyImage: a picture of one colour. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int } from '../../../engine/comfyui/inputs.ts';
import { Untranslatable, wire } from '../../../engine/comfyui/translate/wire.ts';
import { ourColour, theirColour } from '../colour.ts';

export const emptyImage = defineComfyNode({
  class: 'EmptyImage',
  title: 'Empty Image',
  category: 'image',
  inputs: {
    width: int(512, 1, 16_384, { step: 1 }),
    height: int(512, 1, 16_384, { step: 1 }),
    batch_size: int(1, 1, 4096),
    color: int(0, 0, 0xff_ff_ff, { step: 1 }),
  },
  outputs: [{ type: 'IMAGE' }],
  becomes(given, draft) {
    if (given.constant('batch_size') !== 1) throw new Untranslatable('makes several equal pictures in one value');
    const size = { width: given.value('width'), height: given.value('height') };
    return [wire(draft.add('plain-image', { ...size, colour: ourColour(given.constant('color')) }).out('image'))];
  },
  from: [
    {
      type: 'plain-image',
      write(ours, out) {
        const size = { width: ours.value('width'), height: ours.value('height') };
        const color = theirColour(ours.literal('colour'));
        return { image: out.add('EmptyImage', { ...size, batch_size: 1, color }).out(0) };
      },
    },
  ],
});
