/**
 * Keeps uploaded pictures for workflows to load. An upload is written to a temporary file and takes its name when it is
 * complete. A name that belongs to other bytes, in any of the input folders and in any capitals, is never taken.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { entryNamed } from '../../files/same-name.ts';
import { claimName } from '../../files/write-file.ts';
import type { PictureFile } from '../../protocol/index.ts';
import type { ServerContext } from '../context.ts';
import type { Foreign } from '../foreign/foreign.ts';
import { HttpError } from '../http/errors.ts';
import { pictureUrl } from './address.ts';
import { checkSize } from './check-size.ts';
import { findPicture } from './find.ts';
import { safeName } from './safe-name.ts';
import { withUpload } from './with-upload.ts';

/** Where uploads go, and what they may be. */
export type StoreContext = Pick<ServerContext, 'folders' | 'files' | 'foreign' | 'limits'>;

/** Frames of an animation, or pages of a file. */
const MOST_PAGES = 1000;

/**
 * @param name as the sender gave it; it may hold anything.
 * @throws HttpError 413 for an upload that is too large, 415 for a file that is not a picture Inkloom can read;
 *   StorageError when it cannot be kept.
 */
export async function storeInput(
  { folders, limits, files, foreign }: StoreContext,
  name: string,
  content: Readable,
): Promise<PictureFile> {
  const { input } = folders;
  return withUpload({ folder: input, files }, content, limits.uploadBytes, async ({ path, digest, mediaType }) => {
    if (mediaType === undefined)
      throw new HttpError(
        415,
        'no-picture',
        `"${shown(name)}" is no picture Inkloom can read: expected PNG, JPEG, WebP, AVIF, GIF or TIFF.`,
      );
    const size = await measure(foreign, path, name, limits.pixels);
    const stored = await takeName({ folders, files }, safeName(name, mediaType), path, digest);
    return { folder: 'input', name: stored, url: pictureUrl('input', stored), mediaType, ...size };
  });
}

/** Width and height in pixels, as displayed: after the rotation that the file asks for. */
export async function measure(
  foreign: Pick<Foreign, 'measure'>,
  path: string,
  name: string,
  pixels: number,
): Promise<{ readonly width: number; readonly height: number }> {
  const { width, height, pages, most } = await foreign.measure(path).catch((cause: unknown) => {
    if (cause instanceof HttpError) throw cause;
    const message = `"${shown(name)}" cannot be read as a picture; it may be damaged.`;
    throw new HttpError(415, 'no-picture', message, { cause });
  });
  if (pages > MOST_PAGES)
    throw new HttpError(
      413,
      'too-large',
      `"${shown(name)}" has ${pages} frames or pages; the most is ${MOST_PAGES}, and only the first is used.`,
    );
  checkSize(shown(name), { width, height, most }, pixels);
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
    const taken = await nameLike(folders.inputs, candidate);
    if (taken === undefined) {
      if (await claimName(temporary, join(folders.input, candidate), files)) return candidate;
      continue;
    }
    const existing = await findPicture(folders, 'input', taken).catch(() => undefined);
    if (existing && (await digestOf(existing.path)) === digest) return taken;
  }
}

/** The name of a file that is the same on some system, in the first folder with one. */
async function nameLike(inputs: readonly string[], name: string): Promise<string | undefined> {
  for (const folder of inputs) {
    const taken = entryNamed(await readdir(folder).catch(() => []), name);
    if (taken !== undefined) return taken;
  }
  return undefined;
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
