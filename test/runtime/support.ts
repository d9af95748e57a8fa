/** Clients, requests and small scripts for tests of the inference process. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { InferenceClient, type InferenceOptions } from '../../inference/runtime/client.ts';
import type { StepRequest } from '../../inference/families/requests.ts';
import { float32 } from '../../inference/tensor.ts';
import { TINY, repoPath } from '../inference/support/goldens.ts';

/** A client that is closed when the test ends. */
export function client(options?: InferenceOptions): InferenceClient {
  const made = new InferenceClient(options);
  onTestFinished(() => made.close());
  return made;
}

export const component = (name: string, dir = join(TINY, name)): { dir: string; digest: string } => ({
  dir,
  digest: dir,
});

/** One denoise step of the tiny transformer over a square picture. */
export function step(side = 128, transformerDir?: string): StepRequest {
  const latent = side / 8;
  return {
    transformer: component('transformer', transformerDir),
    latents: float32(new Float32Array(16 * latent * latent).fill(0.5), [1, 16, latent, latent]),
    positive: { embeds: float32(new Float32Array(9 * 64).fill(0.1), [9, 64]) },
    guidance: { scale: 1 },
    sigma: 1,
    nextSigma: 0.5,
    timestep: 1,
  };
}

/** Runs a TypeScript text as a module of its own process, with `inference` imported as the name `Inference`. */
function scriptArguments(body: string): string[] {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const inference = pathToFileURL(repoPath('inference/index.ts')).href;
  return [
    '--import',
    tsx,
    '--input-type=module',
    '--eval',
    `import * as Inference from ${JSON.stringify(inference)};\n${body}`,
  ];
}

export async function runScript(body: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, scriptArguments(body), { timeout: 30_000 });
  return stdout.trim();
}

export function startScript(body: string): ChildProcess {
  return spawn(process.execPath, scriptArguments(body), { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Waits until `condition` holds, or until the test times out. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
