/** How nodes that scale pictures do it: ComfyUI's methods, on 8 bits. */
import { type PixelImage, SCALE_METHODS, workOnPixels } from '../../../inference/index.ts';
import { checkPixels } from '../limits.ts';
import type { Size } from './target-size.ts';

type Method = (typeof SCALE_METHODS)[number];

export const METHOD = {
  kind: 'choice',
  options: SCALE_METHODS,
  default: 'lanczos',
  title: 'Method',
  tooltip: 'As in ComfyUI. area: for making smaller. lanczos: sharp. nearest-exact: for pixel art.',
} as const;

/** @throws RangeError for a size above the limit. */
export function stretchTo(image: PixelImage, { width, height }: Size, method: Method): Promise<PixelImage> {
  checkPixels(width, height);
  return workOnPixels('scaleImage', { image, width, height, method, fit: 'stretch' });
}
