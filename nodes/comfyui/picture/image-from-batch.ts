/** ImageFromBatch: one of several pictures. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int, link } from '../../../engine/comfyui/inputs.ts';
import { Untranslatable, wire } from '../../../engine/comfyui/translate/wire.ts';

export const imageFromBatch = defineComfyNode({
  class: 'ImageFromBatch',
  title: 'Get Image from Batch',
  category: 'image/batch',
  schema: 'v3',
  inputs: { image: link('IMAGE'), batch_index: int(0, 0, 4095, { step: 1 }), length: int(1, 1, 4096, { step: 1 }) },
  outputs: [{ type: 'IMAGE' }],
  becomes(given, draft) {
    if (given.socket('image') !== 'images')
      throw new Untranslatable('takes a picture out of a batch that is none here');
    const [index, length] = [given.constant('batch_index'), given.constant('length')];
    if (length !== 1) throw new Untranslatable(`takes ${String(length)} pictures of several; one is possible`);
    return [wire(draft.add('pick-image', { images: given.value('image'), number: Number(index) + 1 }).out('image'))];
  },
  from: [
    {
      type: 'pick-image',
      write(ours, out) {
        const index = Number(ours.literal('number')) - 1;
        const picked = out.add('ImageFromBatch', { image: ours.value('images'), batch_index: index, length: 1 });
        return { image: picked.out(0) };
      },
    },
  ],
});
