/** Masks as the transparency of pictures. */
import { interpolated } from './interpolate.ts';
import type { PixelMask } from './mask.ts';
import type { PixelImage } from './pixels.ts';
import { withAlpha } from './transparency.ts';

/**
 * A picture that is transparent where a mask is white; its own alpha is dropped.
 * @param mask any size: it is stretched over the picture by `bilinear`, as ComfyUI's `JoinImageWithAlpha` does.
 */
export function withTransparency(picture: PixelImage, mask: PixelMask): PixelImage {
  const { width, height } = picture;
  const { data: transparent } = interpolated({ ...mask, channels: 1 }, width, height, 'bilinear');
  const opaque = withAlpha(picture);
  const data = opaque.data.slice();
  for (let pixel = 0; pixel < transparent.length; pixel += 1)
    data[pixel * 4 + 3] = 255 - (transparent[pixel] as number);
  return { width, height, channels: 4, data };
}
