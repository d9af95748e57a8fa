/**
 * Keeps uploaded pictures for workflows to load. An upload is written to a temporary file and takes its name when it is
 * complete. A name that belongs to other bytes, in any of the input folders, is never taken.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import { claimName, makeFolder, temporaryPath } from '../../files/write-file.ts';
import type { PictureFile } from '../../protocol/index.ts';
import type { ServerContext } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import { pictureUrl } from './address.ts';
import { findPicture } from './find.ts';
import { receive } from './receive.ts';
import { safeName } from './safe-name.ts';

/** Where uploads go, and what they may be. */
export type StoreContext = Pick<ServerContext, 'folders' | 'files' | 'limits'>;

/**
 * @param name as the sender gave it; it may hold anything.
 * @throws HttpError 413 for an upload that is too large, 415 for a file that is not a picture Inkloom can read;
 *   StorageError when it cannot be kept.
 */
export async function storeInput(
  { folders, limits, files }: StoreContext,
  name: string,
  content: Readable,
): Promise<PictureFile> {
  const temporary = temporaryPath(folders.input);
  try {
    await makeFolder(folders.input, files);
    const { digest, mediaType } = await receive(content, temporary, limits.uploadBytes, files);
    if (mediaType === undefined)
      throw new HttpError(
        415,
        'no-picture',
        `"${shown(name)}" is no picture Inkloom can read: expected PNG, JPEG, WebP, AVIF, GIF or TIFF.`,
      );
    const size = await measure(temporary, name, limits.pixels);
    const stored = await takeName({ folders, files }, safeName(name, mediaType), temporary, digest);
    return { folder: 'input', name: stored, url: pictureUrl('input', stored), mediaType, ...size };
  } finally {
    await files.rm(temporary, { force: true }).catch(() => {});
  }
}

/** Width and height in pixels, as displayed: after the rotation that the file asks for. */
async function measure(
  path: string,
  name: string,
  pixels: number,
): Promise<{ readonly width: number; readonly height: number }> {
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      const message = `"${shown(name)}" cannot be read as a picture; it may be damaged.`;
      throw new HttpError(415, 'no-picture', message, { cause });
    });
  const { width, height } = metadata.autoOrient;
  if (width * height > pixels)
    throw new HttpError(
      413,
      'too-large',
      `"${shown(name)}" has ${width} x ${height} pixels; the most is ${pixels} altogether.`,
    );
  return { width, height };
}

/** @returns the first of `name.png`, `name-2.png`, ... that is free, or already holds these bytes. */
async function takeName(
  { folders, files }: Pick<ServerContext, 'folders' | 'files'>,
  name: string,
  temporary: string,
  digest: string,
): Promise<string> {
  const dot = name.lastIndexOf('.');
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name.slice(0, dot)}-${number}${name.slice(dot)}`;
    const existing = await findPicture(folders, 'input', candidate).catch(() => undefined);
    const isOurs = existing
      ? (await digestOf(existing.path)) === digest
      : await claimName(temporary, join(folders.input, candidate), files);
    if (isOurs) return candidate;
  }
}

async function digestOf(path: string): Promise<string> {
  const sha = createHash('sha256');
  await pipeline(createReadStream(path), sha);
  return sha.digest('hex');
}

/** The beginning of a name, for messages. */
function shown(name: string): string {
  return name.slice(0, 100);
}
