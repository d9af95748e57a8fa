/** Pictures in a row with signs between them, on a transparent background that suits light and dark pages. */
import sharp, { type OverlayOptions } from 'sharp';

/** A sign between two pictures. */
export type Sign = '+' | '→';

export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Least space around the row in pixels: above and below, then left and right. */
  readonly margin: readonly [y: number, x: number];
}

/** Width of a sign with its margins, in pixels. */
export const SIGN = 32;
/** Visible on white and on black. */
const GREY = '#8a8a8a';
const STROKES: Readonly<Record<Sign, string>> = { '+': 'M-7 0H7M0 -7V7', '→': 'M-9 0H8M2 -6L8 0L2 6' };

/**
 * A WebP of pictures in a row, all scaled to the same height, as large as fits the canvas.
 * @param signs one for each gap between two pictures.
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
    parts.push({ input: Buffer.from(signSvg(sign, tall)), left, top });
    left += SIGN;
  }
  return sharp({ create: { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .composite(parts)
    .webp({ quality: 90, alphaQuality: 100, smartSubsample: true, effort: 6 })
    .toBuffer();
}

function signSvg(sign: Sign, height: number): string {
  const stroke = `fill="none" stroke="${GREY}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"`;
  const path = `<path transform="translate(${SIGN / 2} ${height / 2})" d="${STROKES[sign]}" ${stroke}/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIGN}" height="${height}">${path}</svg>`;
}
