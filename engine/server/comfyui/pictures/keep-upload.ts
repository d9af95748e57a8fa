/** Keeps an uploaded picture under the name that ComfyUI would give it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { entryNamed } from '../../../files/same-name.ts';
import { claimName, makeFolder, replaceFile } from '../../../files/write-file.ts';
import { HttpError } from '../../http/errors.ts';
import { safeName } from '../../pictures/safe-name.ts';
import { measure } from '../../pictures/store.ts';
import type { ComfyContext } from '../context.ts';
import type { ViewFile } from '../history/outputs.ts';
import { partsBelow } from './named-file.ts';
import type { Upload } from './read-upload.ts';

/** What clients read. */
export interface KeptUpload {
  readonly name: string;
  readonly subfolder: string;
  readonly type: ViewFile['type'];
}

/**
 * The same bytes under the same name are kept once; other bytes become `name (1).png`, unless the client asks to
 * overwrite.
 * @throws HttpError 400 for a folder or type that is none, 413, 415 for a file that is no picture; StorageError.
 */
export async function keepUpload(context: ComfyContext, upload: Upload): Promise<KeptUpload> {
  const { folders, files, foreign, limits } = context;
  const { name: given, fields, mediaType, path, digest } = upload;
  const { type = 'input', subfolder = '', overwrite = '' } = fields;
  if (type !== 'input' && type !== 'output')
    throw new HttpError(400, 'invalid-type', `"type" must be input or output, got ${JSON.stringify(type)}`);
  if (mediaType === undefined)
    throw new HttpError(415, 'no-picture', `${JSON.stringify(given)} is no picture: expected PNG, JPEG or WebP.`);
  const parts = below(subfolder);
  await measure(foreign, path, given, limits.pixels);
  const folder = join(folders[type], ...parts);
  await makeFolder(folder, files);
  const name = await nameOf({ folder, files, wanted: safeName(given, mediaType), path, digest }, overwrite);
  if (type === 'input') context.publish({ type: 'changed', what: 'inputs' });
  return { name, subfolder: parts.join('/'), type };
}

/** @throws HttpError 400 for a folder that leads out, or that no workflow can name. */
function below(subfolder: string): readonly string[] {
  try {
    const parts = partsBelow(subfolder);
    if (parts.every((part) => safeName(`${part}.png`, 'image/png') === `${part}.png`)) return parts;
  } catch {
    // Said below.
  }
  const shown = JSON.stringify(subfolder.slice(0, 200));
  throw new HttpError(400, 'invalid-name', `${shown} is no folder below the one for uploads.`);
}

interface Place {
  readonly folder: string;
  readonly files: ComfyContext['files'];
  readonly wanted: string;
  readonly path: string;
  readonly digest: string;
}

async function nameOf({ folder, files, wanted, path, digest }: Place, overwrite: string): Promise<string> {
  if (overwrite === 'true' || overwrite === '1') {
    await replaceFile(join(folder, wanted), await readFile(path), { files });
    return wanted;
  }
  const extension = extname(wanted);
  for (let number = 0; ; number++) {
    const name = number === 0 ? wanted : `${wanted.slice(0, -extension.length)} (${number})${extension}`;
    const taken = entryNamed(await readdir(folder), name);
    if (taken === undefined && (await claimName(path, join(folder, name), files))) return name;
    if (taken !== undefined && (await digestOf(join(folder, taken))) === digest) return taken;
  }
}

async function digestOf(path: string): Promise<string | undefined> {
  const sha = createHash('sha256');
  const read = pipeline(createReadStream(path), sha);
  return read.then(() => sha.digest('hex')).catch(() => undefined);
}
