/** BatchImagesNode: several pictures in one value. */
import { defineComfyNode } from '../../../engine/comfyui/define.ts';
import { growing } from '../../../engine/comfyui/inputs.ts';
import { Untranslatable, wire } from '../../../engine/comfyui/translate/wire.ts';

/** Pictures that ComfyUI takes. */
const MOST = 50;

export const batchImagesNode = defineComfyNode({
  class: 'BatchImagesNode',
  title: 'Batch Images',
  category: 'image/batch',
  schema: 'v3',
  inputs: { images: growing('IMAGE', 'image', { prefix: 'image', min: 1, max: MOST }) },
  outputs: [{ type: 'IMAGE' }],
  becomes(given, draft) {
    const names = Array.from({ length: MOST }, (_, i) => `images.image${i}`).filter((name) => given.has(name));
    if (names.some((name) => given.socket(name) === 'images'))
      throw new Untranslatable('is given several pictures in one value already');
    const batch = { images: names.map((name) => given.value(name)), sizes: 'first' };
    return [wire(draft.add('batch-images', batch).out('images'))];
  },
  from: [
    {
      type: 'batch-images',
      write(ours, out) {
        ours.expect('sizes', 'first');
        const links = ours.list('images').map((image, i) => [`images.image${i}`, image] as const);
        return { images: out.add('BatchImagesNode', Object.fromEntries(links)).out(0) };
      },
    },
  ],
});
