/** One picture over another, through a mask. */
import type { PixelMask } from './mask.ts';
import type { PixelImage } from './pixels.ts';

/** Column and row. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export const CORNER: Place = { x: 0, y: 0 };

/**
 * Where the mask is black, `below` stays bit for bit; where it is grey, the pictures are mixed, and their transparency
 * with them: colours count as much as they are opaque.
 * @param mask any size: it is stretched over `above`, nearest pixel.
 * @param at position of the upper left pixel of `above` in `below`.
 * @throws RangeError for pictures that do not fit each other.
 */
export function composite(below: PixelImage, above: PixelImage, mask: PixelMask, at: Place = CORNER): PixelImage {
  checkComposite(below, above, at);
  const { width, height, channels } = above;
  const data = below.data.slice();
  for (let row = 0; row < height; row += 1) {
    const maskRow = Math.floor((row * mask.height) / height) * mask.width;
    for (let column = 0; column < width; column += 1) {
      const share = (mask.data[maskRow + Math.floor((column * mask.width) / width)] ?? 0) / 255;
      if (share === 0) continue;
      const to = ((at.y + row) * below.width + at.x + column) * channels;
      const from = (row * width + column) * channels;
      const colours = channels === 4 ? colourShare(data[to + 3] ?? 0, above.data[from + 3] ?? 0, share) : share;
      for (let channel = 0; channel < channels; channel += 1) {
        const value = data[to + channel] ?? 0;
        const ofAbove = channel === 3 ? share : colours;
        data[to + channel] = Math.round(value + ofAbove * ((above.data[from + channel] ?? 0) - value));
      }
    }
  }
  return { ...below, data };
}

/** Share of the colour above in a mix of two pixels, by their alphas; that of the mix itself when they are equal. */
function colourShare(below: number, above: number, share: number): number {
  const mixed = below + share * (above - below);
  return below === above || mixed === 0 ? share : (share * above) / mixed;
}

/** @throws RangeError for pictures that do not fit each other. */
export function checkComposite(below: PixelImage, above: PixelImage, at: Place): void {
  const { width, height, channels } = above;
  if (channels !== below.channels)
    throw new RangeError(`The pictures differ: below has ${below.channels} channels, above ${channels}`);
  if (at.x + width > below.width || at.y + height > below.height) {
    throw new RangeError(
      `A picture of ${width} x ${height} at ${at.x}, ${at.y} reaches out of one of ${below.width} x ${below.height}`,
    );
  }
}
