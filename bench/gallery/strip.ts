/** Pictures in a row with signs between them, on a see-through ground, so that light and dark pages can show it. */
import sharp, { type OverlayOptions } from 'sharp';

/** What stands between two pictures. */
export type Sign = '+' | '→';

export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Least room around the row, in pixels: above and below, and at the sides. */
  readonly margin: readonly [y: number, x: number];
}

/** Width of a sign with its room, in pixels, and a grey to be seen on white and on black. */
export const SIGN = 32;
const GREY = '#8a8a8a';
const STROKES: Readonly<Record<Sign, string>> = { '+': 'M-7 0H7M0 -7V7', '→': 'M-9 0H8M2 -6L8 0L2 6' };

/**
 * A WebP of pictures in a row, each scaled to the same height, as large as the canvas lets them be.
 * @param signs one for each place between two pictures.
 */
export async function strip(
  pictures: readonly Uint8Array[],
  signs: readonly Sign[],
  { width, height, margin: [y, x] }: Canvas,
): Promise<Buffer> {
  const ratios = await Promise.all(
    pictures.map(async (picture) => {
      const { width: w, height: h } = await sharp(picture).metadata();
      return w / h;
    }),
  );
  const total = ratios.reduce((sum, ratio) => sum + ratio, 0);
  const tall = Math.floor(Math.min(height - 2 * y, (width - 2 * x - SIGN * signs.length) / total));
  const wide = ratios.map((ratio) => Math.round(tall * ratio));
  const top = Math.floor((height - tall) / 2);
  let left = Math.floor((width - SIGN * signs.length - wide.reduce((sum, w) => sum + w, 0)) / 2);
  const parts: OverlayOptions[] = [];
  for (const [i, picture] of pictures.entries()) {
    parts.push({
      input: await sharp(picture).resize(wide[i], tall, { kernel: 'mitchell', fit: 'fill' }).png().toBuffer(),
      left,
      top,
    });
    left += wide[i] ?? 0;
    const sign = signs[i];
    if (!sign) continue;
    parts.push({
      input: Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="${SIGN}" height="${tall}"><path transform="translate(${SIGN / 2} ${tall / 2})" d="${STROKES[sign]}" fill="none" stroke="${GREY}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
      ),
      left,
      top,
    });
    left += SIGN;
  }
  return sharp({ create: { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .composite(parts)
    .webp({ quality: 90, alphaQuality: 100, smartSubsample: true, effort: 6 })
    .toBuffer();
}
