/** The operator's LoRA files: those in folders `loras` below the places for models, and files named singly. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { LoraFiles } from './tokens.ts';

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
  const folders = places.flatMap((place) => FOLDERS.map((folder) => resolve(place, folder)));
  const singles = new Map(single.map((path) => [basename(path), path]));
  const paths = async (): Promise<ReadonlyMap<string, string>> => {
    const known = new Map(singles);
    for (const folder of folders) {
      for (const name of await namesBelow(folder)) if (!known.has(name)) known.set(name, join(folder, name));
    }
    return known;
  };
  return {
    async entries() {
      const known = [...(await paths())].map(async ([name, path]) => ({ name, bytes: await bytesOf(path) }));
      return (await Promise.all(known)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
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

async function namesBelow(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true }).catch(() => []);
  return found.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith(SUFFIX) && NAME.test(name));
}

/** 0 for a file that is gone meanwhile. */
async function bytesOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
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
