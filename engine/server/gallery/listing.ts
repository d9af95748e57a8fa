/** The picture files in the folder of saved files, and in those below. */
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { withSlashes } from '../../graph/portable-name.ts';
import { typeByName } from '../pictures/media-type.ts';

/** Most files that are entered. */
const MOST = 200_000;

/** Names with slashes, hidden files left out. @returns undefined for a folder that cannot be read. */
export async function picturesBelow(folder: string): Promise<string[] | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined);
  const names = entries
    ?.filter((entry) => entry.isFile())
    .map((entry) => withSlashes(join(relative(folder, entry.parentPath), entry.name)));
  return names?.filter((name) => typeByName(name) !== undefined && !isHidden(name)).slice(0, MOST);
}

/** Undefined for anything but a file. */
export async function sizeAndTime(path: string): Promise<{ bytes: number; modified: number } | undefined> {
  const file = await stat(path).catch(() => undefined);
  return file?.isFile() ? { bytes: file.size, modified: file.mtimeMs } : undefined;
}

function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.'));
}
