/** The pictures workflows can read: those in the input folders and in the folders directly below. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureFile } from '../../protocol/index.ts';
import { pictureUrl } from './address.ts';
import { typeByName } from './media-type.ts';

/** Most files of one folder that are looked at, pictures or not. */
const LOOKED_AT = 50_000;

/**
 * The latest first. A name in several folders is listed once: workflows read the file of the first folder.
 * @param folders in order of preference.
 * @param most pictures to list.
 */
export async function listInputs(folders: readonly string[], most: number): Promise<PictureFile[]> {
  const paths = new Map<string, string>();
  for (const folder of folders)
    for (const name of await picturesIn(folder)) if (!paths.has(name)) paths.set(name, join(folder, name));
  const found = await Promise.all([...paths].map(([name, path]) => datedFile(name, path)));
  return found
    .flat()
    .toSorted((a, b) => b.modified - a.modified || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => fileOf(name));
}

function fileOf(name: string): PictureFile {
  return { folder: 'input', name, url: pictureUrl('input', name), mediaType: typeByName(name) ?? '' };
}

/** Nothing when the path is not a file, or the file was removed meanwhile. */
async function datedFile(name: string, path: string): Promise<{ readonly name: string; readonly modified: number }[]> {
  const file = await stat(path).catch(() => undefined);
  return file?.isFile() ? [{ name, modified: file.mtimeMs }] : [];
}

/** Names of pictures in a folder; `folder/name` for those below. */
async function picturesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  const entries = await entriesOf(folder);
  for (const entry of entries.slice(0, LOOKED_AT)) {
    if (entry.isDirectory())
      for (const below of await entriesOf(join(folder, entry.name))) names.push(`${entry.name}/${below.name}`);
    else names.push(entry.name);
    if (names.length > LOOKED_AT) break;
  }
  return names.filter((name) => typeByName(name) !== undefined);
}

/** Without hidden entries; none for a folder that cannot be read. */
async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter(({ name }) => !name.startsWith('.') && !name.includes('\\') && name !== 'node_modules');
}
