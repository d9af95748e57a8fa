/** A Vulkan driver for tests of WebGPU, which need no GPU: see `.ci/vulkan`. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { repoPath } from '../inference/support/goldens.ts';

/** The Vulkan loader of the system: a process that is running already finds no other. */
const LOADER = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';

/**
 * Why there is no driver here; undefined where there is one.
 * @param user processes that are started later, such as the inference process, or this one.
 */
export async function whyNoVulkan(
  user: 'later processes' | 'this process' = 'later processes',
): Promise<string | undefined> {
  const isFound = user === 'later processes' || process.env['VK_DRIVER_FILES'] !== undefined || existsSync(LOADER);
  return isFound ? whyNoDriver() : 'this process finds no Vulkan loader: install libvulkan1';
}

async function whyNoDriver(): Promise<string | undefined> {
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
