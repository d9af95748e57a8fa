/** Two pictures side by side. */
import type { Place } from './composite.ts';
import type { PixelImage } from './pixels.ts';
import { scaled } from './scale.ts';
import { withAlpha } from './transparency.ts';

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

export interface StitchOptions {
  readonly first: PixelImage;
  readonly second: PixelImage;
  /** Where the second picture lies, seen from the first. */
  readonly direction: 'right' | 'down' | 'left' | 'up';
  /** Whether the second picture is scaled to the side that it shares with the first. */
  readonly match: boolean;
  /** Pixels between the pictures. */
  readonly gap: number;
  /** Of the gap, and beside the smaller picture, which lies in the middle. */
  readonly colour: Rgb;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The parts of {@link StitchOptions} that the size of the result depends on. */
type Arrangement = Pick<StitchOptions, 'first' | 'second' | 'direction' | 'match' | 'gap'>;

/**
 * The pictures as one; with transparency if one of them has it.
 * Source: ComfyUI `ImageStitch` in comfy_extras/nodes_images.py: it scales by Lanczos, to whole pixels cut off.
 * Beside the smaller picture it is black for red, green and blue.
 */
export function stitched(options: StitchOptions): PixelImage {
  const { direction, match, gap } = options;
  const second = match
    ? scaled(options.second, { ...sizeOfSecond(options), method: 'lanczos', fit: 'stretch' })
    : options.second;
  const pictures = withEqualChannels(options.first, second);
  if (direction === 'left' || direction === 'up') pictures.reverse();
  const { channels } = pictures[0];
  const { width, height } = stitchedSize(options);
  const canvas = filled(width, height, channels, options.colour);
  let at = 0;
  for (const [index, picture] of pictures.entries()) {
    if (index === 1) at += gap;
    const x = isRow(options) ? at : Math.floor((width - picture.width) / 2);
    const y = isRow(options) ? Math.floor((height - picture.height) / 2) : at;
    blit(canvas, picture, { x, y });
    at += isRow(options) ? picture.width : picture.height;
  }
  return canvas;
}

/** The size of what {@link stitched} makes. */
export function stitchedSize(arrangement: Arrangement): Size {
  const { first, gap } = arrangement;
  const second = sizeOfSecond(arrangement);
  return isRow(arrangement)
    ? { width: first.width + gap + second.width, height: Math.max(first.height, second.height) }
    : { width: Math.max(first.width, second.width), height: first.height + gap + second.height };
}

const isRow = ({ direction }: Arrangement): boolean => direction === 'right' || direction === 'left';

function sizeOfSecond(arrangement: Arrangement): Size {
  const { first, second, match } = arrangement;
  if (!match) return second;
  const aspect = second.width / second.height;
  return isRow(arrangement)
    ? { width: Math.max(1, Math.trunc(first.height * aspect)), height: first.height }
    : { width: first.width, height: Math.max(1, Math.trunc(first.width / aspect)) };
}

function withEqualChannels(a: PixelImage, b: PixelImage): [PixelImage, PixelImage] {
  return a.channels === b.channels ? [a, b] : [withAlpha(a), withAlpha(b)];
}

/** An opaque picture of one colour. */
function filled(width: number, height: number, channels: number, colour: Rgb): PixelImage {
  const pixel = Uint8Array.of(...colour, 255).subarray(0, channels);
  const data = new Uint8Array(width * height * channels);
  for (let at = 0; at < data.length; at += channels) data.set(pixel, at);
  return { width, height, channels, data };
}

function blit(canvas: PixelImage, { width, height, channels, data }: PixelImage, { x, y }: Place): void {
  for (let row = 0; row < height; row += 1) {
    const to = ((y + row) * canvas.width + x) * channels;
    canvas.data.set(data.subarray(row * width * channels, (row + 1) * width * channels), to);
  }
}
