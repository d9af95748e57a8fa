/** Files of a batch: written whole in the folder of the batch, then named. */
import { access, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { claimName, makeFolder, replaceFile, withWritten } from '../../files/write-file.ts';
import { PictureError } from './performer.ts';

export interface NamedFile {
  /** Below the folder, with slashes. */
  readonly name: string;
  readonly data: Uint8Array;
}

interface SaveOptions {
  /** Whether files of these names belong to the batch. */
  readonly mayReplace: boolean;
  /** Called when all files are on the disk and old ones of their names are gone. */
  readonly beforeNaming: () => Promise<void>;
}

/**
 * Saves the files of a picture. The first is named last, so that it is never there without the others.
 * @throws PictureError when another program has taken a name; StorageError.
 */
export async function savePicture(
  folder: string,
  files: readonly NamedFile[],
  { mayReplace, beforeNaming }: SaveOptions,
): Promise<void> {
  const written: { readonly path: string; readonly temporary: string }[] = [];
  const name = async (): Promise<void> => {
    if (mayReplace) for (const { path } of written) await rm(path, { force: true });
    await beforeNaming();
    for (const { path, temporary } of written.toReversed()) {
      if (await claimName(temporary, path)) continue;
      throw new PictureError(`${path} exists, and this batch did not make it. Move it away, or name another folder`);
    }
  };
  const writeFrom = async (place: number): Promise<void> => {
    const file = files[place];
    if (!file) return name();
    const path = join(folder, file.name);
    await makeFolder(dirname(path));
    // In the folder of the batch, where the next start removes what a kill left.
    await withWritten(join(folder, basename(path)), file.data, async (temporary) => {
      written.push({ path, temporary });
      await writeFrom(place + 1);
    });
  };
  await writeFrom(0);
}

/** Writes a text beside pictures, unless it is there already. @throws StorageError */
export async function saveBeside(folder: string, { name, text }: { readonly name: string; readonly text: string }) {
  const path = join(folder, name);
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return;
  await makeFolder(dirname(path));
  await replaceFile(path, Buffer.from(text));
}

/** Extensions of files that are looked for when a name has none. */
const EXTENSIONS = ['png', 'jpg', 'jpeg', 'webp'];

/** The file of a name, if there is one. @param extension of the template. */
export async function existingFile(
  folder: string,
  name: string,
  extension: string | undefined,
): Promise<string | undefined> {
  for (const each of extension === undefined ? EXTENSIONS : [extension]) {
    const file = `${name}.${each}`;
    const isThere = await access(join(folder, file)).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}
