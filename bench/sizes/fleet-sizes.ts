/** What a number of pictures a day takes, from what one was measured to take. All at 512 x 512 pixels. */

/** CPU seconds are user and system time of all threads on the machines of RESULTS.md: cores count, not machines. */
export interface Measured {
  /** A pass of all 60 blocks with 8-bit integers, packed: the second pass, so that no loading is in it. */
  readonly passCpu: number;
  /** The text encoder of 28 blocks on 64 tokens. */
  readonly textCpu: number;
  readonly decodeCpu: number;
  /** Commands of Valkey for a run, those of its scripts included. */
  readonly queueCommands: number;
}

export interface Plan {
  readonly name: string;
  readonly steps: number;
  /** Evaluations of the transformer in a step: two with guidance. */
  readonly passes: 1 | 2;
}

export const PLANS: readonly Plan[] = [
  { name: '4 steps of a distilled model', steps: 4, passes: 1 },
  { name: '8 steps of a distilled model', steps: 8, passes: 1 },
  { name: '20 steps with guidance', steps: 20, passes: 2 },
  { name: '50 steps with guidance', steps: 50, passes: 2 },
];

export interface FleetSizes {
  readonly cpuSeconds: number;
  /** Busy at all times. */
  readonly cores: number;
  readonly tflop: number;
  /** Undefined without a speed: no bench has met a GPU yet. */
  readonly gpuHours: number | undefined;
  readonly bytes: number;
}

const DAY = 86_400;
/** 60 blocks of 0.261 TFLOP at 1,024 image and 64 text tokens, and the decoder's 1.10: docs/measurements.md. */
const [PASS_TFLOP, DECODE_TFLOP] = [60 * 0.261, 1.1];
/** Most bytes of a picture of 512 x 512, as PNG writes what it cannot compress, and of the latents of a step. */
const [PICTURE_BYTES, LATENT_BYTES] = [512 * 512 * 3, 16 * 64 * 64 * 4];

/** @param tflops of a GPU in TFLOP a second, as `bench/gpu.ts` measures for whole steps. */
export function fleetSizes(
  { steps, passes }: Plan,
  { passCpu, textCpu, decodeCpu }: Measured,
  pictures: number,
  tflops: number | undefined,
): FleetSizes {
  const evaluations = steps * passes;
  const cpuSeconds = evaluations * passCpu + textCpu + decodeCpu;
  const tflop = evaluations * PASS_TFLOP + DECODE_TFLOP;
  return {
    cpuSeconds,
    cores: (cpuSeconds * pictures) / DAY,
    tflop,
    gpuHours: tflops === undefined ? undefined : (tflop * pictures) / tflops / 3600,
    bytes: pictures * (PICTURE_BYTES + steps * LATENT_BYTES),
  };
}

/**
 * Reads the figures out of the tables.
 * @throws when one is no longer there.
 */
export function measuredIn(text: string): Measured {
  const transformer = /--part transformer --blocks 60 --side 512 --text 64 --precision int8 --random`/;
  const encoder = /--part text --blocks 28 --text 64`/;
  return {
    passCpu: figure(lineOf(text, transformer), /pass 2: \d+ s, (\d+) CPU s/),
    textCpu: figure(lineOf(text, encoder), /pass 2: \d+ s, (\d+) CPU s/),
    decodeCpu: figure(text, /1024 x 1024 and [\d. to]+ GB at its peak, (\d+) s and [^\n]*\n?[^\n]*512 x 512/),
    queueCommands: figure(lineOf(text, /sizes\/queue-operations\.ts`/), /(\d+) commands a run/),
  };
}

/** The latest line with a command. */
function lineOf(text: string, command: RegExp): string {
  const line = text.split('\n').findLast((each) => command.test(each));
  if (line === undefined) throw new Error(`RESULTS.md has no row of ${command.source}`);
  return line;
}

function figure(text: string, pattern: RegExp): number {
  const [, found] = pattern.exec(text) ?? [];
  if (found === undefined) throw new Error(`No figure like ${pattern.source} in: ${text.slice(0, 200)}`);
  return Number(found);
}
