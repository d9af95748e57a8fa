/**
 * The operator's LoRA files: those in folders `loras` below the places for models, in places that are such folders, and
 * files named singly.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { aboutLora } from '../../inference/index.ts';
import { isLoraFolder } from './models/candidates.ts';
import type { LoraEntry, LoraFiles } from './tokens.ts';

const SUFFIX = '.safetensors';
/** Folders of LoRAs below a place for models; ComfyUI keeps its `models` below the folder that people name. */
const FOLDERS = ['loras', join('models', 'loras')];
/** A path below a folder of LoRAs, such as `style/ink.safetensors`; no part begins with a dot. */
const NAME = /^[^./\\][^/\\]*(\/[^./\\][^/\\]*)*$/;

/**
 * @param places where models are, the preferred first.
 * @param single absolute paths of further files, known by their names without folders; they win over those of places.
 */
export function loraFiles(places: readonly string[], single: readonly string[] = []): LoraFiles {
  const folders = places.flatMap((place) =>
    isLoraFolder(place) ? [resolve(place)] : FOLDERS.map((folder) => resolve(place, folder)),
  );
  const singles = new Map(single.map((path) => [basename(path), path]));
  /** By path and times: a file is read again when it changes. */
  const read = new Map<string, Promise<LoraEntry>>();
  const paths = async (): Promise<ReadonlyMap<string, string>> => {
    const known = new Map(singles);
    for (const folder of folders) {
      for (const name of await namesBelow(folder)) if (!known.has(name)) known.set(name, join(folder, name));
    }
    return known;
  };
  const entry = async (name: string, path: string): Promise<readonly LoraEntry[]> => {
    const found = await stat(path).catch(() => undefined);
    if (!found) return [];
    const key = `${name} ${path} ${found.size}:${found.mtimeMs}`;
    const known = read.get(key) ?? entryOf(name, path, found.size);
    read.set(key, known);
    return [await known];
  };
  return {
    async entries() {
      const known = [...(await paths())].map(([name, path]) => entry(name, path));
      return (await Promise.all(known)).flat().toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    async find(name) {
      const known = singles.get(name);
      if (known !== undefined) return known;
      for (const folder of NAME.test(name) ? folders : []) {
        const path = join(folder, name);
        if (await isFile(path)) return path;
      }
      throw missing(name, [...(await paths()).keys()].toSorted(), folders);
    },
  };
}

async function entryOf(name: string, path: string, bytes: number): Promise<LoraEntry> {
  try {
    const { madeFor = 'a model not known here', format, triggers } = await aboutLora(path);
    return { name, path, bytes, model: `for ${madeFor}`, format, triggers };
  } catch (error) {
    return { name, path, bytes, model: 'unreadable', format: '', triggers: [], problem: (error as Error).message };
  }
}

async function namesBelow(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true }).catch(() => []);
  return found.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith(SUFFIX) && NAME.test(name));
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}

function missing(name: string, known: readonly string[], folders: readonly string[]): Error {
  const expected = known.join(', ');
  const choice = known.length > 0 ? `Known: ${expected}.` : 'There are none.';
  const message = `There is no LoRA "${name}". ${choice} Put the file into one of: ${folders.join(', ')}`;
  return Object.assign(new Error(message), {
    code: 'model-missing',
    details: { field: 'lora', expected, received: name },
  });
}
