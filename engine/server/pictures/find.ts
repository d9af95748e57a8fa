/** Finds a picture by name. No name leads out of its folder: it is resolved as the names of files in workflows are. */
import { hash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { identityOf, spotDigest } from '../../../nodes/services/file-identity.ts';
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
  /** Other for other content under the same name: made of the file's identity and a look at its bytes. */
  readonly stamp: string;
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
  const found = await lookAt(path);
  if (!found) throw missing();
  return found;
}

/** Undefined for anything but a file, and for a file that cannot be read. */
export async function lookAt(path: string): Promise<FoundFile | undefined> {
  try {
    // Opening a named pipe would wait for its writer.
    if (!(await stat(path)).isFile()) return undefined;
    const file = await open(path);
    try {
      const found = await file.stat({ bigint: true });
      const bytes = Number(found.size);
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(SNIFFED_BYTES), position: 0 });
      return {
        path,
        bytes,
        modified: Number(found.mtimeMs),
        stamp: hash('sha256', `${identityOf(found)}\n${await spotDigest(file, bytes)}`).slice(0, 32),
        mediaType: sniff(buffer.subarray(0, bytesRead)),
      };
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
