/** Memory of another process while it works, on Linux. */
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** Milliseconds between two looks. */
const LOOK_MS = 10;

export interface PeakMemory {
  /** Memory of the process's own, in MiB: not pages of mapped files. */
  readonly private: number;
  /** With pages of mapped files, in MiB. */
  readonly resident: number;
  /** Shared memory, in MiB: what Vulkan in software gives as memory of a device. */
  readonly shared: number;
}

const NONE: PeakMemory = { private: 0, resident: 0, shared: 0 };

/**
 * The most memory that a process takes while `work` is done.
 * @param pid undefined while there is no process.
 */
export async function peakWhile(pid: () => number | undefined, work: Promise<unknown>): Promise<PeakMemory> {
  let peak = NONE;
  const done = new AbortController();
  const watch = async (): Promise<void> => {
    while (!done.signal.aborted) {
      const now = await memoryOf(pid());
      peak = {
        private: Math.max(peak.private, now.private),
        resident: Math.max(peak.resident, now.resident),
        shared: Math.max(peak.shared, now.shared),
      };
      await setTimeout(LOOK_MS);
    }
  };
  const watched = watch();
  try {
    await work;
  } finally {
    done.abort();
    await watched;
  }
  return peak;
}

async function memoryOf(pid: number | undefined): Promise<PeakMemory> {
  const status = pid === undefined ? '' : await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const mebibytes = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
  return {
    private: mebibytes('RssAnon') || 0,
    resident: mebibytes('VmRSS') || 0,
    shared: mebibytes('RssShmem') || 0,
  };
}
