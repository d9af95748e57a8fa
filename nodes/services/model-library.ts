/** The operator's model folders. A workflow names a model; a name can never lead out of these folders. */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withSlashes } from '../../engine/graph/portable-name.ts';
import { FamilyRegistry } from '../../inference/index.ts';
import { isNameBelow } from './name-below.ts';
import type { ModelLibrary } from './tokens.ts';

/** A folder is a checkpoint when it has this file, as every pipeline published in the diffusers layout does. */
const MARKER = 'model_index.json';
/** Parts of a name, such as `Qwen/Qwen-Image`. */
const MOST_PARTS = 2;

/** Models of one kind. */
interface Kind {
  /** Name in messages. */
  readonly title: string;
  /** The node input that names it. */
  readonly field: string;
  matches(dir: string): Promise<boolean>;
}

/**
 * @param folders searched in this order; the first that has the name wins.
 * @param families tell what a folder holds; default: those that ship.
 */
export function modelLibrary(folders: readonly string[], families = new FamilyRegistry()): ModelLibrary {
  const roots = folders.map((folder) => resolve(folder));
  const checkpoint: Kind = { title: 'checkpoint', field: 'checkpoint', matches: isCheckpoint };
  const controlNet: Kind = {
    title: 'ControlNet',
    field: 'controlNet',
    matches: (dir) =>
      families.controlNet(dir).then(
        (found) => found !== undefined,
        () => false,
      ),
  };
  return {
    checkpoints: () => namesOf(roots, checkpoint),
    checkpoint: (name) => find(roots, checkpoint, name),
    async openCheckpoint(name) {
      const dir = await find(roots, checkpoint, name);
      const family = await families.recognise(dir);
      return { dir, family: family.name, facts: await family.open(dir) };
    },
    controlNets: () => namesOf(roots, controlNet),
    async openControlNet(name) {
      const dir = await find(roots, controlNet, name);
      const found = await families.controlNet(dir);
      if (!found) throw missing(roots, controlNet, name, []);
      return { dir, family: found.family, facts: await found.open() };
    },
  };
}

async function namesOf(roots: readonly string[], kind: Kind): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const root of roots)
    for (const name of await namesBelow(root)) if (await kind.matches(join(root, name))) names.add(name);
  return [...names].toSorted();
}

async function find(roots: readonly string[], kind: Kind, given: string): Promise<string> {
  const name = withSlashes(given);
  for (const root of isName(name) ? roots : []) {
    const dir = join(root, name);
    if (await kind.matches(dir)) return dir;
  }
  throw missing(roots, kind, given, await namesOf(roots, kind), await comfyFolder(roots));
}

/** Folders of ComfyUI with models, each a single file. */
const COMFY_FOLDERS = ['diffusion_models', 'checkpoints', 'unet'];

/** The first folder that is laid out as ComfyUI's `models`. */
async function comfyFolder(roots: readonly string[]): Promise<string | undefined> {
  for (const root of roots) {
    const names = await folderNames(root);
    if (COMFY_FOLDERS.some((name) => names.includes(name))) return root;
  }
  return undefined;
}

/** @param comfy a folder of ComfyUI among those searched. */
function missing(
  roots: readonly string[],
  { title, field }: Kind,
  name: string,
  known: readonly string[],
  comfy?: string,
): Error {
  const expected = known.join(', ');
  const choice = known.length > 0 ? `Known: ${expected}.` : 'There are none.';
  const hint =
    comfy === undefined
      ? ''
      : `. ${comfy} holds models as ComfyUI stores them, one file each; a ${title} is a folder as published, ` +
        'with its configs: download that beside them';
  return Object.assign(new Error(`There is no ${title} "${name}". ${choice} Searched: ${roots.join(', ')}${hint}`), {
    code: 'model-missing',
    details: { field, expected, received: name },
  });
}

/** Folders of the first and second level. */
async function namesBelow(root: string): Promise<string[]> {
  const names: string[] = [];
  for (const name of await folderNames(root)) {
    names.push(name);
    for (const below of await folderNames(join(root, name))) names.push(`${name}/${below}`);
  }
  return names.filter(isName);
}

function isName(name: string): boolean {
  return isNameBelow(name) && name.split('/').length <= MOST_PARTS;
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
