/** Pictures as PNG files. */
import sharp from 'sharp';
import type { PixelImage } from '../inference/index.ts';

/** The file of an RGB or RGBA picture. */
export async function encodePng({ width, height, channels, data }: PixelImage): Promise<Uint8Array> {
  const raw = { width, height, channels: channels === 4 ? 4 : 3 } as const;
  return new Uint8Array(await sharp(data, { raw }).png().toBuffer());
}
