/** The processor and main memory of this machine. */
import { totalmem } from 'node:os';
import { cpuIntegers } from '../kernels/cpu-integers.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import type { Device } from './device.ts';

export const cpu: Device = {
  name: 'cpu',
  isHost: true,
  executionProviders: ['cpu'],
  // Threads that spin while they wait would take cores from everything else on the machine.
  sessionConfig: { intra_op: { allow_spinning: '0' } },
  kernels: cpuKernels,
  integers: cpuIntegers,
  memory: { available, weightShare: 0.75, maxActivationBytes: 4 * 2 ** 30 },
};

/** Main memory, or the limit of the container. */
function available(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
