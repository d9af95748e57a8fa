/**
 * Keeps pictures for workflows to load. What arrives is written beside its place first and takes its name when it is whole;
 * a name that other bytes have already, in whatever input folder, stays theirs.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import type { ServerContext } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import type { PictureFile } from '../../protocol/index.ts';
import { pictureUrl } from './address.ts';
import { claimName } from './claim-name.ts';
import { findPicture } from './find.ts';
import { extensionFor, extensionOf, sniff, SNIFFED_BYTES, typeByName } from './media-type.ts';

/** Begins with a dot, so no workflow and no address can name it. */
const TEMPORARY = '.upload-';
/** Bytes of a name without extension and number: file systems take 255 altogether. */
const NAME_BYTES = 180;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * @param name as the sender calls it; made safe.
 * @throws HttpError 413 when it is too large, 415 when it is no picture Inkloom can read.
 */
export async function storeInput(
  context: Pick<ServerContext, 'folders' | 'limits'>,
  name: string,
  content: Readable,
): Promise<PictureFile> {
  const temporary = join(context.folders.input, `${TEMPORARY}${randomUUID()}`);
  try {
    const { digest, mediaType } = await receive(content, temporary, context.limits.uploadBytes);
    if (mediaType === undefined)
      throw new HttpError(
        415,
        'no-picture',
        `"${shown(name)}" is no picture Inkloom can read: expected PNG, JPEG, WebP, AVIF, GIF or TIFF.`,
      );
    const size = await measure(temporary, name, context.limits.pixels);
    const stored = await takeName(context, safeName(name, mediaType), temporary, digest);
    return { folder: 'input', name: stored, url: pictureUrl('input', stored), mediaType, ...size };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Removes what a server that was killed left half received. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(TEMPORARY)) await rm(join(folder, name), { force: true });
}

async function receive(
  content: Readable,
  path: string,
  most: number,
): Promise<{ readonly digest: string; readonly mediaType: string | undefined }> {
  const sha = createHash('sha256');
  let start = Buffer.alloc(0);
  let bytes = 0;
  await pipeline(
    content,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > most) throw tooLarge(most);
        if (start.length < SNIFFED_BYTES) start = Buffer.concat([start, chunk.subarray(0, SNIFFED_BYTES)]);
        sha.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  );
  // The parser of uploads cuts a file off at its limit and goes on.
  if ((content as Readable & { truncated?: boolean }).truncated) throw tooLarge(most);
  return { digest: sha.digest('hex'), mediaType: sniff(start) };
}

async function measure(
  path: string,
  name: string,
  pixels: number,
): Promise<{ readonly width: number; readonly height: number }> {
  const {
    autoOrient: { width, height },
  } = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw new HttpError(415, 'no-picture', `"${shown(name)}" cannot be read as a picture; it may be damaged.`, {
        cause,
      });
    });
  if (width * height > pixels)
    throw new HttpError(
      413,
      'too-large',
      `"${shown(name)}" has ${width} x ${height} pixels; the most is ${pixels} altogether.`,
    );
  return { width, height };
}

/** @returns the first of `name.png`, `name-2.png`, ... that is free, or has these bytes already. */
async function takeName(
  { folders }: Pick<ServerContext, 'folders'>,
  name: string,
  temporary: string,
  digest: string,
): Promise<string> {
  const dot = name.lastIndexOf('.');
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name.slice(0, dot)}-${number}${name.slice(dot)}`;
    const known = await findPicture(folders, 'input', tried).catch(() => undefined);
    if (known) {
      if ((await digestOf(known.path)) === digest) return tried;
    } else if (await claimName(temporary, join(folders.input, tried))) return tried;
  }
}

async function digestOf(path: string): Promise<string> {
  const sha = createHash('sha256');
  await pipeline(createReadStream(path), sha);
  return sha.digest('hex');
}

/** Letters, digits, spaces and a few signs; the extension is one of a picture. */
export function safeName(given: string, mediaType: string): string {
  const base = given.slice(-1000).normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .replaceAll(/[^\p{L}\p{M}\p{N} ._()+-]/gu, '_')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  const hasExtension = typeByName(clean) !== undefined;
  const stem = hasExtension ? clean.slice(0, -extensionOf(clean).length - 1) : clean;
  const short = shortened(stem).replace(/[. ]+$/, '');
  const named = short === '' ? 'picture' : RESERVED.test(short) ? `_${short}` : short;
  return `${named}.${hasExtension ? extensionOf(clean) : extensionFor(mediaType)}`;
}

function shortened(text: string): string {
  const bytes = Buffer.from(text).subarray(0, NAME_BYTES);
  // A character that was cut in two is left out.
  return new TextDecoder().decode(bytes, { stream: true });
}

function shown(name: string): string {
  return name.slice(0, 100);
}

function tooLarge(most: number): HttpError {
  return new HttpError(
    413,
    'too-large',
    `The file is larger than ${Math.round(most / 1e6)} MB, the most that is taken.`,
  );
}
