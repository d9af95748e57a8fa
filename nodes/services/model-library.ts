/** The operator's model folders. A workflow names a model; a name can never lead out of these folders. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CONTROLNET_CLASS } from '../../inference/index.ts';
import type { ModelLibrary } from './tokens.ts';

/** A folder is a checkpoint when it has this file, as every pipeline published in the diffusers layout does. */
const MARKER = 'model_index.json';
/** One or two parts, such as `tiny-random` or `Qwen/Qwen-Image`; no part begins with a dot. */
const NAME = /^[^./\\][^/\\]*(\/[^./\\][^/\\]*)?$/;

/** @param folders searched in this order; the first that has the name wins. */
export function modelLibrary(folders: readonly string[]): ModelLibrary {
  const roots = folders.map((folder) => resolve(folder));
  const list = async (isOne: (dir: string) => Promise<boolean>): Promise<string[]> => {
    const names = new Set<string>();
    for (const root of roots)
      for (const name of await namesBelow(root)) if (await isOne(join(root, name))) names.add(name);
    return [...names].toSorted();
  };
  const find = async (
    kind: string,
    field: string,
    name: string,
    isOne: (dir: string) => Promise<boolean>,
  ): Promise<string> => {
    for (const root of NAME.test(name) ? roots : []) {
      const dir = join(root, name);
      if (await isOne(dir)) return dir;
    }
    const known = await list(isOne);
    throw Object.assign(
      new Error(
        `There is no ${kind} "${name}". ${known.length > 0 ? `Known: ${known.join(', ')}.` : 'There are none.'} Searched: ${roots.join(', ')}`,
      ),
      { code: 'model-missing', details: { field, expected: known.join(', '), received: name } },
    );
  };
  return {
    checkpoints: () => list(isCheckpoint),
    checkpoint: (name) => find('checkpoint', 'checkpoint', name, isCheckpoint),
    controlNets: () => list(isControlNet),
    controlNet: (name) => find('ControlNet', 'controlNet', name, isControlNet),
  };
}

/** Folders of the first and second level. */
async function namesBelow(root: string): Promise<string[]> {
  const names: string[] = [];
  for (const name of await folderNames(root)) {
    names.push(name);
    for (const below of await folderNames(join(root, name))) names.push(`${name}/${below}`);
  }
  return names.filter((name) => NAME.test(name));
}

async function folderNames(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map((entry) => entry.name);
}

function isCheckpoint(dir: string): Promise<boolean> {
  return stat(join(dir, MARKER)).then(
    (file) => file.isFile(),
    () => false,
  );
}

function isControlNet(dir: string): Promise<boolean> {
  return readFile(join(dir, 'config.json'), 'utf8').then(
    (text) => text.includes(`"${CONTROLNET_CLASS}"`),
    () => false,
  );
}
