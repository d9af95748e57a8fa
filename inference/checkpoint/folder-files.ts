/** The files of component folders. */
import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { InferenceError } from '../errors.ts';
import { resolveLinks } from './resolve-links.ts';
import { isSystemFile } from './system-files.ts';

/** Rules of one system. The type names nothing of Node, because it is part of the package's own types. */
interface Paths {
  readonly sep: string;
  join(...parts: readonly string[]): string;
}

export interface FolderFile {
  /** Relative to the folder that was asked, with slashes on every system: digests are made of it. */
  readonly name: string;
  /** Absolute, with symbolic links resolved. */
  readonly path: string;
}

/**
 * The files of some sub-folders but those of the system, sorted by name. Symbolic links are resolved: hub caches are
 * made of them.
 * @throws InferenceError `file-missing` for a folder that is not there or a link that leads nowhere.
 */
export async function filesOf(dir: string, folders: readonly string[]): Promise<readonly FolderFile[]> {
  const files: FolderFile[] = [];
  for (const folder of folders) {
    const names = await readdir(path.join(dir, folder), { recursive: true }).catch(() => undefined);
    if (!names) throw missing('Component folder not found', path.join(dir, folder));
    for (const name of names) {
      const ownName = nameBelow(folder, name);
      if (isSystemFile(ownName)) continue;
      const link = path.join(dir, folder, name);
      const target = await resolveLinks(link).catch(() => undefined);
      if (target === undefined) throw missing('Broken link', link);
      if ((await stat(target)).isFile()) files.push({ name: ownName, path: target });
    }
  }
  return files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The name of a file in a sub-folder, the same on every system. @param name as the system lists it. */
export function nameBelow(folder: string, name: string, paths: Paths = path): string {
  return paths.join(folder, name).replaceAll(paths.sep, '/').normalize('NFC');
}

function missing(what: string, file: string): InferenceError {
  return new InferenceError('file-missing', `${what}: ${file}`, { file });
}
