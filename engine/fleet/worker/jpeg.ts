/** Previews as JPEG, small enough for a message. */
import sharp from 'sharp';
import type { Preview } from '../../graph/define.ts';

/** Pixels of the longer side. */
const LONGEST = 512;

/** @returns base64. */
export async function jpegOf({ width, height, rgb }: Preview): Promise<string> {
  const picture = sharp(rgb, { raw: { width, height, channels: 3 } });
  const small = picture.resize({ width: LONGEST, height: LONGEST, fit: 'inside', withoutEnlargement: true });
  return (await small.jpeg({ quality: 80 }).toBuffer()).toString('base64');
}
