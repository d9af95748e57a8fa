/**
 * How this machine multiplies integers: measured once, and kept in a file for as long as the processor, the number of
 * threads and onnxruntime are the same.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { keepChoice, readChoice } from '../../machine-file.ts';
import { RUNTIME } from '../../profile.ts';
import type { Device } from '../devices/device.ts';
import { ROW_SCALES, type RowScale } from './integers.ts';
import { type IntegerMeasurement, measureIntegers } from './measure-integers.ts';

/** The kernels for this machine, with the figures that speak for them. */
export interface IntegerChoice extends IntegerMeasurement {
  /** `headroom` on processors that saturate, `absmax` on all others. It changes bytes, and is part of cache keys. */
  readonly rowScale: RowScale;
  /** Speed of packed integers over float32. */
  readonly speed: number;
}

export interface ChooseOptions {
  /** Measure although an earlier process did; default false. */
  readonly again?: boolean;
  /** Default: {@link measureIntegers}. */
  readonly measure?: typeof measureIntegers;
}

/** Raised whenever the test or the choice is changed. */
const VERSION = 2;
const FILE = 'integers.json';

const figure = z.number().positive();
const schema = z.object({
  saturates: z.boolean(),
  isSteady: z.literal(true),
  gigaflops: z.object({ float32: figure, int8Packed: figure, int8Mapped: figure }),
  errors: z.object({ absmax: figure, headroom: figure }),
  rowScale: z.enum(ROW_SCALES),
  speed: figure,
});

/**
 * The choice for this machine, from the file of an earlier process or measured now. Only a steady measurement is
 * remembered; another one is used where nothing better is known, and the next process measures again.
 * @param folder of the file; made when it does not exist. A folder that cannot be written costs the test anew.
 * @throws InferenceError `runtime-missing`.
 */
export async function chooseIntegers(
  folder: string,
  device: Device,
  threads: number,
  { again = false, measure = measureIntegers }: ChooseOptions = {},
): Promise<IntegerChoice> {
  const [file, machine] = [join(folder, FILE), machineText(device, threads)];
  const known = await readChoice(file, machine, schema);
  if (known && !again) return known;
  const measured = await measure(device, threads);
  if (known && !measured.isSteady) return known;
  const { float32, int8Packed } = measured.gigaflops;
  const rowScale = measured.saturates ? 'headroom' : 'absmax';
  const choice: IntegerChoice = { ...measured, rowScale, speed: int8Packed / float32 };
  if (choice.isSteady) await keepChoice(file, machine, choice);
  return choice;
}

function machineText({ name }: Device, threads: number): string {
  const [model = 'unknown'] = cpus().map((cpu) => cpu.model.trim());
  return [VERSION, RUNTIME, name, process.arch, model, `threads ${threads}`].join(', ');
}
