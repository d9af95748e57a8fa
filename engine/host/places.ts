/** Where files are: the package, models, pictures, a server's data and the cache. All folders are absolute. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { foldersOfPathsFile, isPathsFile } from './folders/extra-model-paths.ts';
import { cachePlace, dataPlace, settledFolder, type System } from './folders/system-folders.ts';
import { UsageError } from './usage-error.ts';

/** The folder with Inkloom's package.json; found from the sources and from the compiled files. */
export function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

export function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/**
 * Places with models: the given ones, then `INKLOOM_MODELS`, then `models` in the working folder, then the package's,
 * then the cache of the Hugging Face Hub.
 * @throws UsageError as {@link ownModelFolders}.
 */
export function modelFolders(given: readonly string[]): string[] {
  return absolute([...ownModelFolders(given), 'models', join(packageRoot(), 'models'), hubCache()]);
}

/**
 * The places that the user names: the given ones, then `INKLOOM_MODELS`. A place is a checkpoint, a folder of them, an
 * installation of ComfyUI, its `models`, or its `extra_model_paths.yaml`, which stands for the folders in it.
 * @throws UsageError for a place that does not exist, or a file that lists no folders.
 */
export function ownModelFolders(given: readonly string[]): string[] {
  const all = [
    ['--models', withoutPathsFiles('--models', given)],
    ['INKLOOM_MODELS', withoutPathsFiles('INKLOOM_MODELS', listed('INKLOOM_MODELS'))],
  ] as const;
  for (const [option, places] of all) expectFolders(option, places);
  return absolute(all.flatMap(([, places]) => places));
}

/** The places, each file of paths as the folders that it lists. */
function withoutPathsFiles(option: string, places: readonly string[]): string[] {
  return places.flatMap((place) => (isPathsFile(place) ? foldersOfPathsFile(option, place) : [place]));
}

/** Where the tools of Hugging Face keep what they download. Source: `constants.py` in huggingface/huggingface_hub. */
function hubCache(): string {
  const { HF_HUB_CACHE: hub, HF_HOME: home, XDG_CACHE_HOME: caches } = process.env;
  return hub || join(home || join(caches || join(homedir(), '.cache'), 'huggingface'), 'hub');
}

/**
 * A server's own data (workflows, uploads, results, history): as given, else `INKLOOM_DATA`, else the system's place.
 */
export function dataFolder(given?: string): string {
  if (given !== undefined) return resolve(given);
  const { INKLOOM_DATA: own } = process.env;
  return own ? resolve(own) : settledFolder(dataPlace(system()), existsSync);
}

/**
 * Folders with pictures that the workflows of a server may read: its uploads, the given folders, `INKLOOM_INPUT`, then
 * the examples that ship. Never the folder the server happens to start in.
 */
export function serverInputFolders(uploads: string, given: readonly string[]): string[] {
  expectInputs(given);
  return absolute([uploads, ...given, ...listed('INKLOOM_INPUT'), shippedFolder()]);
}

/**
 * Folders with pictures that the workflow of a command may read: the given folders, `INKLOOM_INPUT`, the working
 * folder, then the examples that ship.
 */
export function inputFolders(given: readonly string[]): string[] {
  expectInputs(given);
  return absolute([...given, ...listed('INKLOOM_INPUT'), '.', shippedFolder()]);
}

/** For what can be computed again: as given, else `INKLOOM_CACHE`, else the system's place for caches. */
export function cacheFolder(given?: string): string {
  if (given !== undefined) return resolve(given);
  const { INKLOOM_CACHE: own } = process.env;
  return own ? resolve(own) : settledFolder(cachePlace(system()), existsSync);
}

function system(): System {
  return { platform: process.platform, env: process.env, home: homedir() };
}

/** For weights that are decoded once: a folder of the cache. */
export function preparedFolder(cache?: string): string {
  return join(cacheFolder(cache), 'prepared');
}

/** Where the speeds of this machine are remembered: a file of the cache. */
export function speedFile(cache?: string): string {
  return join(cacheFolder(cache), 'speeds.json');
}

/** The workflows that ship, and the example pictures they load. */
export function shippedFolder(): string {
  return join(packageRoot(), 'workflows');
}

function expectInputs(given: readonly string[]): void {
  expectFolders('--input', given);
  expectFolders('INKLOOM_INPUT', listed('INKLOOM_INPUT'));
}

/** @throws UsageError for one that does not exist: its contents would be missed without a word. */
function expectFolders(option: string, folders: readonly string[]): void {
  for (const folder of folders) {
    const found = statOf(folder);
    if (!found) throw new UsageError(`${option} ${folder}: there is no such folder`);
    if (!found.isDirectory()) throw new UsageError(`${option} ${folder}: a file, not a folder`);
  }
}

/** The kind of thing that is at a path. */
interface Kind {
  isFile(): boolean;
  isDirectory(): boolean;
}

/** Undefined for a path that leads nowhere. */
export function statOf(path: string): Kind | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The folders in an environment variable, separated as in `PATH`. */
function listed(variable: string): string[] {
  return (process.env[variable] ?? '').split(delimiter).filter(Boolean);
}

/** Absolute paths, each once. */
function absolute(folders: readonly string[]): string[] {
  return [...new Set(folders.map((folder) => resolve(folder)))];
}
