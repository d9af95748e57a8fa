/** The picture of an uploaded mask: another picture, with the transparency of the upload. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { isRecord } from '../../../workflow/import/is-record.ts';
import { HttpError } from '../../http/errors.ts';
import type { ComfyContext } from '../context.ts';
import { findNamed } from './named-file.ts';
import type { Upload } from './read-upload.ts';

/**
 * Puts the picture in the place of the upload.
 * @throws HttpError 400 when the field `original_ref` names no picture or one of another size, 404, 415.
 */
export async function withMask(context: ComfyContext, upload: Upload): Promise<Upload> {
  const original = await findNamed(context, referenceIn(upload.fields['original_ref']));
  const limitInputPixels = context.limits.pixels;
  const read = async (path: string) =>
    sharp(path, { limitInputPixels })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
      .catch((cause: unknown) => {
        throw new HttpError(415, 'no-picture', 'The picture or its mask cannot be read.', { cause });
      });
  const [picture, mask] = [await read(original.path), await read(upload.path)];
  const [{ width, height }, { width: wide, height: high }] = [picture.info, mask.info];
  if (width !== wide || height !== high) {
    const message = `The mask has ${wide} x ${high} pixels, and the picture ${width} x ${height}: both must be equal.`;
    throw new HttpError(400, 'invalid-mask', message);
  }
  for (let at = 3; at < picture.data.length; at += 4) picture.data[at] = mask.data[at] ?? 0;
  const data = await sharp(picture.data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  await writeFile(upload.path, data);
  return { ...upload, mediaType: 'image/png', digest: createHash('sha256').update(data).digest('hex') };
}

/** @throws HttpError 400 */
function referenceIn(text: string | undefined): Parameters<typeof findNamed>[1] {
  try {
    const given: unknown = JSON.parse(text ?? '');
    if (isRecord(given) && typeof given['filename'] === 'string') {
      const { type, subfolder } = given;
      return {
        filename: given['filename'],
        ...(typeof type === 'string' ? { type } : {}),
        ...(typeof subfolder === 'string' ? { subfolder } : {}),
      };
    }
  } catch {
    // Said below.
  }
  throw new HttpError(400, 'invalid-request', '"original_ref" must be JSON with the "filename" of a picture.');
}
