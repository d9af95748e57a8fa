/** Memory of this machine and of its container. */
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { MemoryFacts } from './facts.ts';

/** @param budget memory for weights, in bytes. */
export async function readMemory(budget: number): Promise<MemoryFacts> {
  const total = totalmem();
  // Without a limit the system gives a number beyond the machine's memory, or 0.
  const limit = process.constrainedMemory();
  return {
    total,
    limit: limit > 0 && limit < total ? limit : undefined,
    free: process.availableMemory(),
    swap: swapIn(await readFile('/proc/meminfo', 'utf8').catch(() => '')),
    budget,
  };
}

/** @param meminfo text of /proc/meminfo, in KiB. @returns bytes; undefined where it names no swap. */
export function swapIn(meminfo: string): MemoryFacts['swap'] {
  const [total, free] = ['SwapTotal', 'SwapFree'].map((name) => new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(meminfo));
  if (!total?.[1] || !free?.[1]) return undefined;
  return { total: Number(total[1]) * 1024, used: (Number(total[1]) - Number(free[1])) * 1024 };
}
