/** A Vulkan driver for tests of WebGPU, which need no GPU: see `.ci/vulkan`. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repoPath } from '../inference/support/goldens.ts';

/** Why there is no driver here; undefined where there is one, which the inference processes of this file then find. */
export async function whyNoVulkan(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'a software driver is unpacked on Linux only';
  const { stdout } = await promisify(execFile)(repoPath('.ci/vulkan'), [], { timeout: 120_000 });
  const lines = stdout.trim().split('\n');
  const skipped = lines.find((line) => line.startsWith('SKIPPED '));
  if (skipped !== undefined) return skipped.slice('SKIPPED '.length);
  for (const line of lines) {
    const [name = '', value = ''] = line.split(/=(.*)/s);
    process.env[name] = value;
  }
  return undefined;
}
