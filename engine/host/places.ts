/** Where things are: the package, the models, what is remembered between runs. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

/** The folder with Inkloom's package.json, from the sources or the compiled files. */
export function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { readonly version: string })
    .version;
}

/** Model folders: those given, then `INKLOOM_MODELS`, then `models` here, then those that ship. */
export function modelFolders(given: readonly string[]): string[] {
  const fromEnvironment = (process.env['INKLOOM_MODELS'] ?? '').split(delimiter).filter(Boolean);
  return [
    ...new Set(
      [...given, ...fromEnvironment, 'models', join(packageRoot(), 'models')].map((folder) => resolve(folder)),
    ),
  ];
}

/** Folder of a server's own data (workflows, uploads, results, history): as given, else `INKLOOM_DATA`, else the system's place for data. */
export function dataFolder(given?: string): string {
  if (given !== undefined) return resolve(given);
  const { INKLOOM_DATA: own, XDG_DATA_HOME: xdg, LOCALAPPDATA: windows } = process.env;
  if (own) return resolve(own);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'inkloom');
  if (process.platform === 'win32' && windows) return join(windows, 'inkloom', 'data');
  return join(xdg || join(homedir(), '.local', 'share'), 'inkloom');
}

/** Of a server: its uploads, folders that were given, `INKLOOM_INPUT`, the examples that ship; never the one it happens to be started in. */
export function serverInputFolders(uploads: string, given: readonly string[]): string[] {
  return [
    ...new Set(
      [uploads, ...namedInputFolders(given), join(packageRoot(), 'workflows')].map((folder) => resolve(folder)),
    ),
  ];
}

/** Folders with pictures workflows may read: those given, then `INKLOOM_INPUT`, then the one we are in, then the examples that ship. */
export function inputFolders(given: readonly string[]): string[] {
  return [
    ...new Set([...namedInputFolders(given), '.', join(packageRoot(), 'workflows')].map((folder) => resolve(folder))),
  ];
}

function namedInputFolders(given: readonly string[]): string[] {
  return [...given, ...(process.env['INKLOOM_INPUT'] ?? '').split(delimiter).filter(Boolean)];
}

/** Folder for what can be computed anew: as given, else `INKLOOM_CACHE`, else the system's place for caches. */
export function cacheFolder(given?: string): string {
  if (given !== undefined) return resolve(given);
  const { INKLOOM_CACHE: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: windows } = process.env;
  if (own) return resolve(own);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'inkloom');
  return join(xdg || windows || join(homedir(), '.cache'), 'inkloom');
}

/** A workflow file as given, or a shipped one by its bare name. */
export function workflowFile(given: string): string {
  const shipped = join(packageRoot(), 'workflows', `${given}.json`);
  return !existsSync(given) && /^[\w-]+$/.test(given) && existsSync(shipped) ? shipped : given;
}
