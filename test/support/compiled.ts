/**
 * The package compiled, once for all tests that start its command: it starts in half the time that the sources take,
 * and is what people install.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repoPath } from '../inference/support/goldens.ts';

/** Below node_modules, where the compiled package finds its dependencies as an installed one does. */
const FOLDER = repoPath('node_modules/.cache/inkloom-tests');

/** The compiled modules, with their declarations. */
export const COMPILED = join(FOLDER, 'dist');

/** The file of the compiled command. */
export const PROGRAM = join(FOLDER, 'engine/cli/inkloom.mjs');

/** Two projects of tests ask for it, in one process. */
const shared = globalThis as { inkloomCompiled?: Promise<void> };

/** Called by Vitest before the tests (`globalSetup`). */
export async function setup(): Promise<void> {
  await (shared.inkloomCompiled ??= compile());
}

async function compile(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(join(FOLDER, 'engine/cli'), { recursive: true });
  for (const file of ['package.json', 'engine/cli/inkloom.mjs']) await copyFile(repoPath(file), join(FOLDER, file));
  for (const name of ['models', 'workflows']) await symlink(repoPath(name), join(FOLDER, name));
  const compiler = repoPath('node_modules/typescript/bin/tsc');
  const args = ['-p', repoPath('tsconfig.build.json'), '--outDir', COMPILED];
  await promisify(execFile)(process.execPath, [compiler, ...args]);
}
