/** Finds a picture by name. No name leads out of its folder: it is resolved as the names of files in workflows are. */
import { open, stat } from 'node:fs/promises';
import { inputFiles } from '../../../nodes/services/input-files.ts';
import type { ServerFolders } from '../folders.ts';
import { type HttpError, notFound } from '../http/errors.ts';
import type { PictureFile } from '../../protocol/index.ts';
import { sniff, SNIFFED_BYTES } from './media-type.ts';

export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** By content; undefined for a file that is not a picture. */
  readonly mediaType: string | undefined;
}

// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** @throws HttpError 404 */
export async function findPicture(
  folders: Pick<ServerFolders, 'inputs' | 'output' | 'preview'>,
  folder: PictureFile['folder'],
  name: string,
): Promise<FoundFile> {
  const roots = { input: folders.inputs, output: [folders.output], preview: [folders.preview] }[folder];
  const missing = (): HttpError => notFound(`picture ${JSON.stringify(name)} in "${folder}"`);
  if (CONTROL.test(name)) throw missing();
  const path = await inputFiles(roots)
    .find(name)
    .catch(() => {
      throw missing();
    });
  const found = await look(path);
  if (!found) throw missing();
  return found;
}

/** Undefined for anything but a file, and for a file that cannot be read. */
async function look(path: string): Promise<FoundFile | undefined> {
  try {
    // Opening a named pipe would wait for its writer.
    if (!(await stat(path)).isFile()) return undefined;
    const file = await open(path);
    try {
      const { size, mtimeMs } = await file.stat();
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(SNIFFED_BYTES), position: 0 });
      return { path, bytes: size, modified: mtimeMs, mediaType: sniff(buffer.subarray(0, bytesRead)) };
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
