/** Batch images: several pictures as one list. */
import { defineNode } from '../../engine/graph/define.ts';
import { type PixelImage, workOnPixels } from '../../inference/index.ts';
import { IMAGE, IMAGES } from '../sockets.ts';

export const batchImages = defineNode({
  type: 'batch-images',
  version: 1,
  title: 'Batch images',
  category: 'image',
  description: 'Collects pictures into a list, in the order of their links.',
  inputs: {
    images: { kind: 'socket', socket: IMAGE, list: true, title: 'Images' },
    sizes: {
      kind: 'choice',
      options: ['own', 'first'],
      default: 'own',
      title: 'Sizes',
      tooltip: 'first: the others are scaled to the size of the first and cut to their middle, as in ComfyUI.',
    },
  },
  outputs: { images: { socket: IMAGES, title: 'Images' } },
  run: async ({ images, sizes }) => ({
    images: sizes === 'first' ? await Promise.all(images.map((image) => asLarge(image, images[0]))) : images,
  }),
});

/** Source: ComfyUI `ImageBatch` in nodes.py. */
async function asLarge(image: PixelImage, first = image): Promise<PixelImage> {
  const { width, height } = first;
  if (image.width === width && image.height === height) return image;
  return workOnPixels('scaleImage', { image, width, height, method: 'bilinear', fit: 'crop' });
}
