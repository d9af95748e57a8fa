/** A picture as `/view` is asked to show it: smaller in bytes, or some of its channels. */
import { basename } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { mostPixels } from '../../../../nodes/image/limits.ts';
import { largeInTurn } from '../../../../nodes/image/pixels.ts';
import { HttpError } from '../../http/errors.ts';
import { checkSize } from '../../pictures/check-size.ts';
import type { FoundFile } from '../../pictures/find.ts';

export interface Conversion {
  /** `webp` or `jpeg`, and a quality after a semicolon: `webp;90`, which is the default. */
  readonly preview?: string | undefined;
  /** `rgb`, `a` or `rgba`, which is the file itself. */
  readonly channel?: string | undefined;
}

export interface Converted {
  readonly mediaType: string;
  readonly data: Buffer;
}

const DEFAULT_QUALITY = 90;

/**
 * @param pixels most of a picture.
 * @returns undefined when the file itself is asked for.
 * @throws HttpError 413 for a picture of too many pixels, 415 for a file that is none.
 */
export async function converted(
  file: FoundFile,
  { preview, channel }: Conversion,
  pixels: number,
): Promise<Converted | undefined> {
  const encode = preview === undefined ? channelOf(channel) : previewOf(preview, channel);
  if (!encode || file.mediaType === undefined) return undefined;
  const header = await sharp(file.path, { limitInputPixels: false }).metadata().catch(unreadable);
  checkSize(basename(file.path), { ...header.autoOrient, most: mostPixels(header, pixels) }, pixels);
  return largeInTurn(header, () => encode(sharp(file.path, { limitInputPixels: pixels })).catch(unreadable));
}

type Encode = (picture: Sharp) => Promise<Converted>;

function previewOf(preview: string, channel: string | undefined): Encode {
  const [kind, given] = preview.split(';');
  const quality = /^\d{1,3}$/.test(given ?? '') ? Math.min(100, Math.max(1, Number(given))) : DEFAULT_QUALITY;
  return async (picture) => {
    const opaque = channel === 'rgb' || kind === 'jpeg' ? picture.removeAlpha() : picture;
    if (kind === 'jpeg') return { mediaType: 'image/jpeg', data: await opaque.jpeg({ quality }).toBuffer() };
    return { mediaType: 'image/webp', data: await opaque.webp({ quality }).toBuffer() };
  };
}

/** Channel `a` is a black picture with the transparency of the file, as ComfyUI gives it. */
function channelOf(channel: string | undefined): Encode | undefined {
  if (channel === 'rgb')
    return async (picture) => ({ mediaType: 'image/png', data: await picture.removeAlpha().png().toBuffer() });
  if (channel !== 'a') return undefined;
  return async (picture) => ({
    mediaType: 'image/png',
    data: await picture.ensureAlpha().linear([0, 0, 0, 1], [0, 0, 0, 0]).png().toBuffer(),
  });
}

function unreadable(cause: unknown): never {
  throw new HttpError(415, 'no-picture', 'The picture cannot be read; it may be damaged.', { cause });
}
