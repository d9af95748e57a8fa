/** The processor of this machine, for people who ask why it is fast or slow. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { systemOutput } from '../system-output.ts';
import { coresInCpuinfo, coresPrinted, POWERSHELL_CORES } from './cores.ts';
import { instructionsInCpuinfo, instructionsPrinted, SYSCTL } from './instructions.ts';

export interface Processor {
  readonly model: string;
  /** Whether it is of Intel's and AMD's architecture; otherwise ARM. */
  readonly isX86: boolean;
  /** Threads that this process may use. */
  readonly usable: number;
  /** Cores of the machine; undefined where the system does not tell. */
  readonly cores: number | undefined;
  /** Names such as `AVX2`; undefined where the system does not tell. */
  readonly instructions: readonly string[] | undefined;
}

/** Asks the system. Never throws: a fact that it does not tell is undefined. */
export async function readProcessor(): Promise<Processor> {
  const model = cpus()[0]?.model.trim() || 'unknown';
  return {
    model,
    isX86: process.arch === 'x64',
    usable: availableParallelism(),
    ...((await FACTS[process.platform]?.()) ?? UNKNOWN),
  };
}

type Facts = Pick<Processor, 'cores' | 'instructions'>;

const UNKNOWN: Facts = { cores: undefined, instructions: undefined };

const FACTS: Partial<Record<NodeJS.Platform, () => Promise<Facts>>> = {
  async linux() {
    const text = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
    return { cores: coresInCpuinfo(text), instructions: instructionsInCpuinfo(text) };
  },
  async darwin() {
    // -i passes over names that this machine does not have.
    const printed = await systemOutput('sysctl', ['-i', 'hw.physicalcpu', ...Object.keys(SYSCTL)]);
    return printed === undefined
      ? UNKNOWN
      : { cores: coresPrinted(printed), instructions: instructionsPrinted(printed) };
  },
  async win32() {
    const printed = await systemOutput('powershell.exe', [
      '-NoProfile',
      '-NonInteractive',
      '-Command',
      POWERSHELL_CORES,
    ]);
    return { ...UNKNOWN, cores: printed === undefined ? undefined : coresPrinted(printed) };
  },
};
