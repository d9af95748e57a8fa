/** The pictures workflows can read: those of the input folders and of the folders in them. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureFile } from '../../protocol/index.ts';
import { pictureUrl } from './address.ts';
import { typeByName } from './media-type.ts';

/** Files looked at in one folder tree at most, pictures or not. */
const LOOKED_AT = 50_000;

/**
 * The latest first. A name in several folders is the one workflows get: that of the first.
 * @param folders the preferred first.
 * @param most pictures in the list.
 */
export async function listInputs(folders: readonly string[], most: number): Promise<PictureFile[]> {
  const found = new Map<string, string>();
  for (const folder of folders)
    for (const name of await picturesIn(folder)) if (!found.has(name)) found.set(name, join(folder, name));
  const dated = await Promise.all(
    [...found].map(async ([name, path]) => {
      const file = await stat(path).catch(() => undefined);
      return file?.isFile() ? [{ name, modified: file.mtimeMs }] : [];
    }),
  );
  const latest = dated
    .flat()
    .toSorted((a, b) => b.modified - a.modified || (a.name < b.name ? -1 : 1))
    .slice(0, most);
  return latest.map(({ name }) => ({
    folder: 'input',
    name,
    url: pictureUrl('input', name),
    mediaType: typeByName(name) ?? '',
  }));
}

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

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter(({ name }) => !name.startsWith('.') && !name.includes('\\') && name !== 'node_modules');
}
