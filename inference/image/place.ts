/** One picture laid on another, at any place and through a mask of any size. */
import type { Place } from './composite.ts';
import { interpolated } from './interpolate.ts';
import type { PixelMask } from './mask.ts';
import type { PixelImage } from './pixels.ts';

export interface PlaceOptions {
  readonly below: PixelImage;
  /** With as many channels. */
  readonly above: PixelImage;
  /** Where the upper left pixel of `above` comes to lie in `below`. */
  readonly at: Place;
  /** Whether `above` is stretched to the size of `below` first. */
  readonly stretch: boolean;
  /** White is `above`, black `below`; in another size it is stretched over `above`. Default: white. */
  readonly mask?: PixelMask | undefined;
}

/**
 * What reaches out of `below` is cut off. All channels are mixed alike, transparency too.
 * Source: ComfyUI `ImageCompositeMasked` in comfy_extras/nodes_mask.py; it stretches by `bilinear`.
 */
export function placed({ below, above, at, stretch, mask }: PlaceOptions): PixelImage {
  const top = stretch ? interpolated(above, below.width, below.height, 'bilinear') : above;
  const shares = mask && interpolated({ ...mask, channels: 1 }, top.width, top.height, 'bilinear').data;
  const { channels } = below;
  const data = below.data.slice();
  const columns = Math.min(top.width, below.width - at.x);
  for (let row = 0; row < Math.min(top.height, below.height - at.y); row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const pixel = row * top.width + column;
      const share = shares ? (shares[pixel] as number) / 255 : 1;
      const to = ((at.y + row) * below.width + at.x + column) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        const value = data[to + channel] as number;
        data[to + channel] = Math.round(value + share * ((top.data[pixel * channels + channel] as number) - value));
      }
    }
  }
  return { ...below, data };
}
