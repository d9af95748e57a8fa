/** Makes the bytes of the pictures that clients of ComfyUI are sent while a node works. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Picture } from './frames.ts';
import type { SentPicture } from './messages.ts';

/** The larger side of a preview in pixels, and the quality of its JPEG: what ComfyUI takes by default. */
const [SIDE, QUALITY] = [512, 95];

/** @throws Error when the file is gone. */
export async function encodePicture(picture: SentPicture): Promise<Picture> {
  if ('file' in picture) return { mediaType: 'image/png', bytes: await readFile(picture.file) };
  const { width, height, rgb } = picture.preview;
  const bytes = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(SIDE, SIDE, { fit: 'inside', kernel: 'cubic' })
    .jpeg({ quality: QUALITY })
    .toBuffer();
  return { mediaType: 'image/jpeg', bytes };
}
