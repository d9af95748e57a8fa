/**
 * Folders and files that may be models, below the places an operator names: a checkpoint in the diffusers layout, a
 * folder of such folders, an installation of ComfyUI or its `models`, and the cache of the Hugging Face Hub.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Something that may be a model. */
export interface Candidate {
  /** Name in workflows: a path below the place, with `/`. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly isFile: boolean;
}

/** A folder is a checkpoint when it has this file, as every pipeline published in the diffusers layout does. */
export const CHECKPOINT_MARK = 'model_index.json';

/** Folders of ComfyUI that hold models of ours, each with sub-folders; adapters are listed apart. */
export const COMFY_FOLDERS = [
  'diffusion_models',
  'unet',
  'text_encoders',
  'clip',
  'vae',
  'controlnet',
  'model_patches',
  'checkpoints',
  'diffusers',
] as const;

/** Folders of adapters, which are no models of their own; the last two are those of AUTOMATIC1111's web UI. */
const LORAS = ['loras', 'lora', 'lycoris'];

/** Whether a folder is one of adapters, by its name. */
export function isLoraFolder(folder: string): boolean {
  return LORAS.includes(basename(folder).toLowerCase());
}

const WEIGHTS = /\.(safetensors|sft|gguf)$/i;
/** A file of a set: the set counts, not the file. */
const SHARD = /-\d{5}-of-\d{5}\.\w+$/;
const HUB_REPOSITORY = /^models--(.+?)--(.+)$/;
/** Levels below a folder of ComfyUI or a repository of the Hub. */
const DEEP = 4;
/** Levels below any other place: more would read a whole home folder. */
const SHALLOW = 2;

/** @param place absolute; one that does not exist has no candidates. */
export async function candidatesBelow(place: string): Promise<readonly Candidate[]> {
  if (isLoraFolder(place)) return [];
  const names = await namesIn(place);
  if (names.includes(CHECKPOINT_MARK)) return [{ name: basename(place), path: place, isFile: false }];
  const models = join(place, 'models');
  if (!isComfy(names) && isComfy(await namesIn(models))) return candidatesBelow(models);
  const comfy = COMFY_FOLDERS.filter((folder) => names.includes(folder));
  const skips = (name: string): boolean => comfy.some((folder) => folder === name) || isLoraFolder(name);
  const plain = await below(place, '', SHALLOW, skips);
  const found = await Promise.all([
    // Other folders of ComfyUI hold files of other kinds; a checkpoint in a folder may stand beside them.
    comfy.length > 0 ? plain.filter(({ isFile }) => !isFile) : plain,
    ...comfy.map((folder) => below(join(place, folder), '', DEEP)),
    ...names.filter((name) => HUB_REPOSITORY.test(name)).map((name) => snapshotOf(place, name)),
  ]);
  return found.flat();
}

/** Whether a folder is laid out as ComfyUI's `models`. */
function isComfy(names: readonly string[]): boolean {
  return COMFY_FOLDERS.some((folder) => names.includes(folder));
}

/** @param skips folders that are not entered, by name. */
async function below(
  dir: string,
  prefix: string,
  levels: number,
  skips: (name: string) => boolean = () => false,
): Promise<readonly Candidate[]> {
  const names = await namesIn(dir);
  const found = names.map(async (name): Promise<readonly Candidate[]> => {
    const path = join(dir, name);
    if (name.startsWith('.') || name.includes('\\') || skips(name) || HUB_REPOSITORY.test(name)) return [];
    const entry = await stat(path).catch(() => undefined);
    if (entry?.isFile()) {
      const isModel = WEIGHTS.test(name) && !SHARD.test(name);
      return isModel ? [{ name: prefix + name, path, isFile: true }] : [];
    }
    if (!entry?.isDirectory()) return [];
    return folderAt(path, prefix + name, levels - 1);
  });
  return (await Promise.all(found)).flat();
}

/** A folder with a config is a model as a whole; any other is looked into. */
async function folderAt(path: string, name: string, levels: number): Promise<readonly Candidate[]> {
  const names = await namesIn(path);
  if (names.includes(CHECKPOINT_MARK) || names.includes('config.json')) return [{ name, path, isFile: false }];
  return levels > 0 ? below(path, `${name}/`, levels) : [];
}

/** The snapshot of a repository in the cache of the Hub: that of `main`, else any. */
async function snapshotOf(place: string, folder: string): Promise<readonly Candidate[]> {
  const [, owner, repository] = HUB_REPOSITORY.exec(folder) ?? [];
  const main = await readFile(join(place, folder, 'refs', 'main'), 'utf8').catch(() => '');
  const snapshots = join(place, folder, 'snapshots');
  const snapshot = main.trim() === '' ? (await namesIn(snapshots)).at(-1) : main.trim();
  return snapshot === undefined ? [] : folderAt(join(snapshots, snapshot), `${owner}/${repository}`, DEEP);
}

async function namesIn(dir: string): Promise<readonly string[]> {
  return (await readdir(dir).catch(() => [])).toSorted();
}
