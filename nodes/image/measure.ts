/** The size of a picture file, from its header. */
import sharp from 'sharp';
import type { PictureFacts } from '../foresight.ts';

/**
 * @param name of the file in errors.
 * @returns pixels as displayed: after the rotation that the file asks for.
 * @throws Error for a file that is no picture.
 */
export async function measurePicture(path: string, name: string): Promise<PictureFacts> {
  const { autoOrient } = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw new Error(`"${name}" is no picture that can be read: ${(cause as Error).message}`, { cause });
    });
  return { width: autoOrient.width, height: autoOrient.height };
}
