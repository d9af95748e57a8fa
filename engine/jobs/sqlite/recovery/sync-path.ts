/** Waits until a file, or the names in a folder, are on the disk. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { writeErrorOf } from '../../../files/storage-error.ts';

/** Codes of systems that cannot open or sync a folder. */
const UNABLE = new Set(['EISDIR', 'EINVAL', 'EPERM', 'EACCES', 'EBADF', 'ENOTSUP', 'ENOSYS']);

/** Windows syncs only what may be written; it opens no folders, and keeps names with their files. */
const READABLE = process.platform === 'win32' ? 'r+' : 'r';

/** @throws StorageError when the disk fails. */
export function syncPath(path: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(path, READABLE);
    fsyncSync(handle);
  } catch (error) {
    if (!UNABLE.has((error as NodeJS.ErrnoException).code ?? '')) throw writeErrorOf(error, path) ?? error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
