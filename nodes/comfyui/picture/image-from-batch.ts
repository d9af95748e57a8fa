/** ImageFromBatch: one or some of several pictures. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int, link } from '../../../engine/comfyui/inputs.ts';
import { wire } from '../../../engine/comfyui/translate/wire.ts';
import { batchOf } from './batch.ts';

export const imageFromBatch = defineComfyNode({
  class: 'ImageFromBatch',
  title: 'Get Image from Batch',
  category: 'image/batch',
  schema: 'v3',
  inputs: { image: link('IMAGE'), batch_index: int(0, 0, 4095, { step: 1 }), length: int(1, 1, 4096, { step: 1 }) },
  outputs: [{ type: 'IMAGE' }],
  becomes(given, draft) {
    // The pictures of a node that runs once for each of a batch are collected first.
    const isList = given.socket('image') === 'images';
    const images = isList ? given.value('image') : batchOf(['image'], given, draft)[0]?.['value'];
    const [first, count] = [Number(given.constant('batch_index')) + 1, given.constant('length')];
    if (count === 1) return [wire(draft.add('pick-image', { images, number: first }).out('image'))];
    return [wire(draft.add('pick-images', { images, first, count }).out('images'))];
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
    {
      type: 'pick-images',
      write(ours, out) {
        const [image, index] = [ours.value('images'), Number(ours.literal('first')) - 1];
        return {
          images: out.add('ImageFromBatch', { image, batch_index: index, length: ours.value('count') }).out(0),
        };
      },
    },
  ],
});
