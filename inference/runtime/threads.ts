/** Threads of one operator when none are set: bytes depend on their number, so it is settled here and not left open. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { coresInCpuinfo } from './processor/cores.ts';

/**
 * One thread a core, for as many cores as this process may use: a second thread on a core gains nothing. macOS runs on
 * processors with one thread a core. Windows tells its cores only to programs that take most of a second to ask it;
 * `inkloom doctor` does, and says which number to set.
 */
export function defaultThreads(): number {
  const usable = availableParallelism();
  return Math.max(1, Math.min(usable, physicalCores() ?? usable));
}

/** Cores of the machine; undefined where the system does not list them in /proc/cpuinfo. */
function physicalCores(): number | undefined {
  try {
    return coresInCpuinfo(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return undefined;
  }
}
