/** ImageCompare: two pictures side by side. */
import { defineComfyNode, PICTURE_TEXTS } from '../../../engine/comfyui/define.ts';
import { link } from '../../../engine/comfyui/inputs.ts';

export const imageCompare = defineComfyNode({
  class: 'ImageCompare',
  title: 'Compare Images',
  category: 'image',
  isOutput: true,
  schema: 'v3',
  hidden: PICTURE_TEXTS,
  inputs: {
    compare_view: { kind: 'editor', type: 'IMAGECOMPARE' },
    image_a: link('IMAGE', { optional: true }),
    image_b: link('IMAGE', { optional: true }),
  },
  outputs: [],
  becomes(given, draft) {
    const images = ['image_a', 'image_b'].filter((name) => given.has(name)).map((name) => given.value(name));
    const [only] = images;
    const image = images.length === 1 ? only : draft.add('contact-sheet', { images, columns: 2 }).out('image');
    draft.add('preview-image', { image });
    return [];
  },
});
