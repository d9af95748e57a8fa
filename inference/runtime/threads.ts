/** Threads of one operator when none are set: bytes depend on their number, so it is settled here and not left open. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** One thread a core, for as many cores as this process may use: a second thread on a core gains nothing. */
export function defaultThreads(): number {
  const usable = availableParallelism();
  return Math.max(1, Math.min(usable, physicalCores() ?? usable));
}

/** Cores of the machine; undefined where the system does not list them in /proc/cpuinfo. */
function physicalCores(): number | undefined {
  try {
    const cores = readFileSync('/proc/cpuinfo', 'utf8')
      .split('\n\n')
      .flatMap((processor) => {
        const [socket, core] = [/^physical id\s*: (\d+)/m, /^core id\s*: (\d+)/m].map((field) => field.exec(processor));
        return socket && core ? [`${socket[1]} ${core[1]}`] : [];
      });
    return cores.length === 0 ? undefined : new Set(cores).size;
  } catch {
    return undefined;
  }
}
