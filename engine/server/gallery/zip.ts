/** Pictures as one ZIP file, read and sent piece by piece. Pictures are compressed already, so they are only stored. */
import { createReadStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

export interface ZipEntry {
  /** In the ZIP file, with slashes. */
  readonly name: string;
  readonly path: string;
}

export interface Zip {
  readonly content: Readable;
  /** Of the whole file. */
  readonly bytes: number | undefined;
}

/** Files that are gone are left out. A file that changes while it is read breaks the stream off. */
export async function zipOf(entries: readonly ZipEntry[]): Promise<Zip> {
  const zip = new ZipFile();
  let reading: ReadStream | undefined;
  for (const { name, path } of entries) {
    const file = await stat(path).catch(() => undefined);
    if (!file?.isFile()) continue;
    zip.addReadStreamLazy(name, { mtime: file.mtime, compress: false, size: file.size }, (use) => {
      reading = createReadStream(path, { end: Math.max(0, file.size - 1) });
      use(null, reading);
    });
  }
  const content = zip.outputStream as Readable;
  zip.on('error', (error: Error) => content.destroy(error));
  content.on('close', () => reading?.destroy());
  // The types leave out the argument: bytes of the file, or -1 when they are not known.
  const bytes = await new Promise<number>((resolve) =>
    zip.end(undefined, (...[size = -1]: readonly number[]) => resolve(size)),
  );
  return { content, bytes: bytes < 0 ? undefined : bytes };
}
