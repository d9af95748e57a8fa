/** The files of component folders. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceError } from '../errors.ts';

export interface FolderFile {
  /** Relative to the folder that was asked. */
  readonly name: string;
  /** Absolute, with symbolic links resolved. */
  readonly path: string;
}

/**
 * Every file of some sub-folders, with symbolic links resolved (hub caches are made of them), sorted by name.
 * @throws InferenceError `file-missing` for a folder that is not there or a link that leads nowhere.
 */
export async function filesOf(dir: string, folders: readonly string[]): Promise<readonly FolderFile[]> {
  const files: FolderFile[] = [];
  for (const folder of folders) {
    const names = await readdir(join(dir, folder), { recursive: true }).catch(() => undefined);
    if (!names) throw missing('Component folder not found', join(dir, folder));
    for (const name of names) {
      const link = join(dir, folder, name);
      const path = await realpath(link).catch(() => undefined);
      if (path === undefined) throw missing('Broken link', link);
      if ((await stat(path)).isFile()) files.push({ name: join(folder, name), path });
    }
  }
  return files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function missing(what: string, file: string): InferenceError {
  return new InferenceError('file-missing', `${what}: ${file}`, { file });
}
