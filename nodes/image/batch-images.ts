/** Batch images: several pictures as one list. */
import { defineNode } from '../../engine/graph/define.ts';
import { type PixelImage, workOnPixels } from '../../inference/index.ts';
import { IMAGE, IMAGES } from '../sockets.ts';

export const batchImages = defineNode({
  type: 'batch-images',
  version: 1,
  title: 'Batch images',
  category: 'image',
  description: 'Collects pictures into a list, in the order of their links, between the pictures of other lists.',
  inputs: {
    before: { kind: 'socket', socket: IMAGES, optional: true, title: 'Before', tooltip: 'A list to go on with.' },
    images: { kind: 'socket', socket: IMAGE, list: true, optional: true, title: 'Images' },
    after: { kind: 'socket', socket: IMAGES, optional: true, title: 'After', tooltip: 'A list to end with.' },
    sizes: {
      kind: 'choice',
      options: ['own', 'first'],
      default: 'own',
      title: 'Sizes',
      tooltip: 'first: the others are scaled to the size of the first and cut to their middle, as in ComfyUI.',
    },
  },
  outputs: { images: { socket: IMAGES, title: 'Images' } },
  async run({ before = [], images = [], after = [], sizes }) {
    const all = [...before, ...images, ...after];
    if (all.length === 0) throw new RangeError('No picture is linked to "images", "before" or "after"');
    return { images: sizes === 'first' ? await Promise.all(all.map((image) => asLarge(image, all[0]))) : all };
  },
});

/** Source: ComfyUI `ImageBatch` in nodes.py. */
async function asLarge(image: PixelImage, first = image): Promise<PixelImage> {
  const { width, height } = first;
  if (image.width === width && image.height === height) return image;
  return workOnPixels('scaleImage', { image, width, height, method: 'bilinear', fit: 'crop' });
}
