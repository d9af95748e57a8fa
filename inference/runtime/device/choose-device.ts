/**
 * The device that `auto` takes for large models: the first that passes its self-test and is faster than the processor.
 * Kept in a file for as long as onnxruntime, adapters and drivers are the same.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { InferenceError } from '../../errors.ts';
import { keepChoice, readChoice } from '../../machine-file.ts';
import { type DeviceName, readDevice } from '../../onnx/devices/names.ts';
import type { SelfTest } from '../../onnx/measure/self-test.ts';
import { RUNTIME } from '../../profile.ts';
import type { GraphicsAdapter } from './adapter-texts.ts';
import { driverFiles, graphicsAdapters } from './adapters.ts';
import { candidates } from './candidates.ts';

/** What became of a device that was tested. */
export interface DeviceReport {
  readonly device: DeviceName;
  /** `failed` may pass, such as when a driver was installed; `crashed` ended the inference process. */
  readonly outcome: 'passed' | 'slower' | 'differs' | 'failed' | 'crashed';
  /** Half a sentence that completes "webgpu ...", such as `is 9 times as fast as the processor`. */
  readonly text: string;
  /** Undefined for a device that failed. */
  readonly test?: SelfTest | undefined;
}

export interface DeviceChoice {
  readonly device: DeviceName;
  /** A sentence for the user: which device, and why. */
  readonly why: string;
  readonly adapters: readonly GraphicsAdapter[];
  readonly reports: readonly DeviceReport[];
}

/** Where the facts come from; tests give others. */
export interface DeviceFacts {
  readonly adapters: () => Promise<readonly GraphicsAdapter[]>;
  readonly drivers: () => Promise<readonly string[]>;
  readonly candidates: (adapters: readonly GraphicsAdapter[]) => readonly DeviceName[];
}

export const SYSTEM_FACTS: DeviceFacts = { adapters: graphicsAdapters, drivers: driverFiles, candidates };

/** Raised whenever the test or the choice is changed. */
const VERSION = 1;
const FILE = 'device.json';
/** A device is taken from this speed on, over the processor: less is lost again on copies between the two. */
const WORTHWHILE = 1.5;

const figure = z.number().nonnegative();
const name = z.custom<DeviceName>((text) => typeof text === 'string' && text !== 'auto' && readDevice(text) === text);
const test = z.object({
  kernels: z.array(
    z.object({ kernel: z.string(), error: figure, seconds: figure, hostSeconds: figure, gigaflops: figure }),
  ),
  speed: figure,
  agrees: z.boolean(),
});
const schema: z.ZodType<Omit<DeviceChoice, 'adapters'>> = z.object({
  device: name,
  why: z.string(),
  reports: z.array(
    z.object({
      device: name,
      outcome: z.enum(['passed', 'slower', 'differs', 'crashed']),
      text: z.string(),
      test: test.optional(),
    }),
  ),
});

/**
 * The choice for this machine, from the file of an earlier process or tested now. Without an adapter nothing is tested,
 * read or written.
 * @param folder of the file; made when it does not exist.
 * @param run tests a device in the inference process; what it throws is a device that failed.
 */
export async function chooseDevice(
  folder: string,
  run: (device: DeviceName) => Promise<SelfTest>,
  facts: DeviceFacts = SYSTEM_FACTS,
): Promise<DeviceChoice> {
  const adapters = await facts.adapters();
  const names = facts.candidates(adapters);
  if (names.length === 0)
    return { device: 'cpu', why: 'Models run on the processor: no GPU is found.', adapters, reports: [] };
  const machine = JSON.stringify([
    VERSION,
    RUNTIME,
    process.arch,
    cpus()[0]?.model,
    adapters,
    await facts.drivers(),
    names,
  ]);
  const file = join(folder, FILE);
  const known = await readChoice(file, machine, schema);
  if (known) return { ...known, adapters };
  const reports: DeviceReport[] = [];
  for (const device of names) {
    const report = await reportOf(device, run);
    reports.push(report);
    if (report.outcome === 'passed') break;
  }
  const taken = reports.find(({ outcome }) => outcome === 'passed');
  const texts = reports.map(({ device, text }) => `${device} ${text}`).join('; ');
  const choice = taken
    ? { device: taken.device, why: `Large models run on ${taken.device}, which ${taken.text}.`, reports }
    : { device: 'cpu' as const, why: `Models run on the processor: ${texts}.`, reports };
  // What may pass is tested again by the next process.
  if (reports.every(({ outcome }) => outcome !== 'failed')) await keepChoice(file, machine, choice);
  return { ...choice, adapters };
}

/** Tests one device, and says what came of it. Never throws. */
export async function reportOf(
  device: DeviceName,
  run: (device: DeviceName) => Promise<SelfTest>,
): Promise<DeviceReport> {
  try {
    const result = await run(device);
    return { device, test: result, ...verdictOf(result) };
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('\n');
    const hasCrashed = error instanceof InferenceError && error.code === 'process-crashed';
    return { device, outcome: hasCrashed ? 'crashed' : 'failed', text: `cannot be used (${sentence})` };
  }
}

function verdictOf({ kernels, speed, agrees }: SelfTest): Pick<DeviceReport, 'outcome' | 'text'> {
  if (!agrees) {
    const worst = kernels.reduce((most, each) => (each.error > most.error ? each : most));
    const percent = worst.error > 10 ? 'more than 1000' : (100 * worst.error).toFixed(1);
    return { outcome: 'differs', text: `computes otherwise than the processor: ${worst.kernel} is ${percent} % off` };
  }
  if (speed < WORTHWHILE)
    return { outcome: 'slower', text: `is ${speed.toFixed(2)} times as fast as the processor, which is too little` };
  return { outcome: 'passed', text: `is ${speed.toFixed(1)} times as fast as the processor and agrees with it` };
}
