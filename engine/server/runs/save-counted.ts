/**
 * Saves a picture under a name of ComfyUI: counted in its folder, because clients expect such names. A run that is
 * carried out again after a crash finds its own file by its bytes.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { numbered, numberIn, savedName, type SavedNameFacts } from '../../comfyui/saved-name.ts';
import type { FileLayer } from '../../files/file-layer.ts';
import { claimName, makeFolder, withWritten } from '../../files/write-file.ts';
import { fileExtension, fileStem } from '../../host/file-name.ts';
import type { OutputFile } from '../../jobs/output-store.ts';

/** Files that are compared with a new one, the latest. */
const COMPARED = 100;
/** As ComfyUI names files without a prefix. */
const NO_PREFIX = 'ComfyUI';

/**
 * Nothing that exists is overwritten.
 * @returns the name below the folder, with slashes.
 * @throws StorageError
 */
export async function saveCounted(
  root: string,
  { prefix, extension: given, data }: OutputFile,
  facts: SavedNameFacts,
  files: FileLayer,
): Promise<string> {
  const { folders, stem: last } = savedName(prefix, facts);
  const [below, stem, extension] = [
    folders.map((part) => plain(part, '_')),
    plain(last, NO_PREFIX),
    fileExtension(given),
  ];
  const folder = join(root, ...below);
  const named = (name: string): string => [...below, name].join('/');
  await makeFolder(folder, files);
  const kept = await numbersIn(folder, stem);
  for (const number of kept.slice(0, COMPARED)) {
    const name = numbered(stem, number, extension);
    if (await holds(join(folder, name), data)) return named(name);
  }
  const first = (kept[0] ?? 0) + 1;
  const claim = async (temporary: string): Promise<string> => {
    for (let number = first; ; number++) {
      const name = numbered(stem, number, extension);
      if (await claimName(temporary, join(folder, name), files)) return name;
    }
  };
  // Written in the root, where files that a killed server left unfinished are removed.
  return named(await withWritten(join(root, numbered(stem, first, extension)), data, claim, { files }));
}

/** The numbers of the files with a stem, the highest first. */
async function numbersIn(folder: string, stem: string): Promise<number[]> {
  const numbers = (await readdir(folder)).flatMap((name) => numberIn(name, stem) ?? []);
  return [...new Set(numbers)].toSorted((a, b) => b - a);
}

/** Clients put names into addresses as they are, so signs that mean something there are left out. */
function plain(part: string, fallback: string): string {
  return fileStem(part, fallback).replaceAll(/[ +]/g, '_');
}

async function holds(path: string, data: Uint8Array): Promise<boolean> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes !== undefined && bytes.equals(data);
}
