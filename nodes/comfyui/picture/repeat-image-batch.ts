/** RepeatImageBatch: a picture several times in one value. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { int, link } from '../../../engine/comfyui/inputs.ts';
import { Untranslatable, wire } from '../../../engine/comfyui/translate/wire.ts';

export const repeatImageBatch = defineComfyNode({
  class: 'RepeatImageBatch',
  title: 'Repeat Image Batch',
  category: 'image/batch',
  schema: 'v3',
  inputs: { image: link('IMAGE'), amount: int(1, 1, 4096) },
  outputs: [{ type: 'IMAGE' }],
  becomes(given, draft) {
    const amount = Number(given.constant('amount'));
    if (amount === 1) return [given.wire('image')];
    if (given.socket('image') === 'images') throw new Untranslatable('repeats several pictures; one is possible');
    if (!(amount >= 1 && amount <= 4096)) throw new Untranslatable(`repeats a picture ${String(amount)} times`);
    const images = Array.from({ length: amount }, () => given.value('image'));
    return [wire(draft.add('batch-images', { images }).out('images'))];
  },
});
