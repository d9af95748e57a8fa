/** Uploads on their way: in a temporary file, which is gone when the work with it is done. */
import type { Readable } from 'node:stream';
import type { FileLayer } from '../../files/file-layer.ts';
import { makeFolder, temporaryPath } from '../../files/write-file.ts';
import { receive, type Received } from './receive.ts';

/** The folder for uploads, and the way files are written there. */
export interface UploadPlace {
  readonly folder: string;
  readonly files: FileLayer;
}

/**
 * Receives an upload and works with it.
 * @param most bytes.
 * @throws HttpError 413 for an upload that is too large; StorageError when it cannot be kept; what the work throws.
 */
export async function withUpload<T>(
  { folder, files }: UploadPlace,
  content: Readable,
  most: number,
  work: (upload: Received & { readonly path: string }) => Promise<T>,
): Promise<T> {
  const path = temporaryPath(folder);
  try {
    await makeFolder(folder, files);
    return await work({ ...(await receive(content, path, most, files)), path });
  } finally {
    await files.rm(path, { force: true }).catch(() => {});
  }
}
