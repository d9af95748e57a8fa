/** The size of a picture file, from its header. */
import { open } from 'node:fs/promises';
import sharp from 'sharp';
import { refuseLfsPointer } from '../../inference/index.ts';
import type { PictureFacts } from '../foresight.ts';

/**
 * @param name of the file in errors.
 * @returns pixels as displayed: after the rotation that the file asks for.
 * @throws Error for a file that is no picture.
 */
export async function measurePicture(path: string, name: string): Promise<PictureFacts> {
  const { autoOrient } = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(async (cause: unknown) => {
      await refuseIfPointer(path, name);
      throw new Error(`"${name}" is no picture that can be read: ${(cause as Error).message}`, { cause });
    });
  return { width: autoOrient.width, height: autoOrient.height };
}

/** Bytes at the start of a file that tell a Git LFS pointer. */
const POINTER_BYTES = 200;

/** @throws InferenceError for a Git LFS pointer in the place of a picture. */
async function refuseIfPointer(path: string, name: string): Promise<void> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(POINTER_BYTES), position: 0 });
    refuseLfsPointer(name, buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
