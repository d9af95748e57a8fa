/** Imports the module of a node pack, with the hooks that let it import `inkloom` and be TypeScript. */
import * as nodeModule from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { initialize, load, type PackHookSettings, resolve as resolveModule } from './pack-hooks.ts';
import { packageRoot } from './places.ts';

/** Hooks in the thread that imports, since Node 22.15 and 23.5. */
type RegisterHooks = (hooks: { readonly resolve: typeof resolveModule; readonly load: typeof load }) => void;

let hooked: Promise<void> | undefined;

/**
 * @param path of the module's file, from the current folder.
 * @throws what the module throws, or why it cannot be found or read.
 */
export async function importPack(path: string): Promise<unknown> {
  await (hooked ??= hook());
  return import(pathToFileURL(resolve(path)).href);
}

async function hook(): Promise<void> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const settings: PackHookSettings = {
    index: new URL(`../index.${extension}`, import.meta.url).href,
    root: `${pathToFileURL(packageRoot()).href}/`,
  };
  const { registerHooks } = nodeModule as { readonly registerHooks?: RegisterHooks };
  if (registerHooks) {
    initialize(settings);
    registerHooks({ resolve: resolveModule, load });
  } else {
    // The thread of the hooks reads their source only when it has a loader for TypeScript.
    if (extension === 'ts') (await import('tsx/esm/api')).register();
    nodeModule.register(new URL(`./pack-hooks.${extension}`, import.meta.url), { data: settings });
  }
}
