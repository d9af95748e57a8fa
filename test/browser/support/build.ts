/** Builds the editor and unpacks the browser once, before all browser tests. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unpackChromium } from './chromium.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Both lanes of tests ask for the build, in one process. */
const shared = globalThis as { inkloomBuild?: Promise<unknown> };

export async function setup(): Promise<void> {
  await (shared.inkloomBuild ??= build());
}

async function build(): Promise<void> {
  // Vitest sets NODE_ENV to `test`, which would make a development build.
  const env = { ...process.env, NODE_ENV: 'production' };
  await Promise.all([promisify(execFile)('npm', ['run', 'editor'], { cwd: ROOT, env }), unpackChromium()]);
}
