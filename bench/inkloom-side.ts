/**
 * Inkloom's side of transformer-vs-diffusers.ts: loads one model, then answers each JSON line on standard input with
 * one JSON line, like diffusers_side.py. Arguments: part, checkpoint folder, folder of inputs, precision, threads.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import type { PrecisionName } from '../inference/precision/registry.ts';
import { Transformer } from '../inference/families/qwen-image/transformer/transformer.ts';
import { Vae } from '../inference/families/qwen-image/vae/vae.ts';
import { float32 } from '../inference/tensor.ts';
import type { Tensor } from '../inference/tensor.ts';

interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly text: number;
}

interface Model {
  run(timestep: number): Promise<Tensor<'float32'>>;
  prepare(timesteps: readonly number[]): Promise<void>;
}

const [part, folder = '', inputs = '', precision, threads = '2'] = process.argv.slice(2);
const options = { precision: precision === 'cast' ? 'cast' : 'fp32', threads: Number(threads) } satisfies {
  precision: PrecisionName;
  threads: number;
};
const sizes: Sizes = JSON.parse(readFileSync(join(inputs, 'sizes.json'), 'utf8'));

function input(name: string, dims: (count: number) => readonly number[]): Tensor<'float32'> {
  const data = new Float32Array(Uint8Array.from(readFileSync(join(inputs, `${name}.f32`))).buffer);
  return float32(data, dims(data.length));
}

async function transformerStep(): Promise<Model> {
  const transformer = await Transformer.load(join(folder, 'transformer'), options);
  const { rows, columns, text: textTokens } = sizes;
  const latents = input('latents', (count) => [rows * columns, count / (rows * columns)]);
  const text = input('text', (count) => [textTokens, count / textTokens]);
  const grids = [{ frames: 1, height: rows, width: columns }];
  return {
    run: (timestep) => transformer.predict({ latents, text, timestep, grids }),
    prepare: (timesteps) => transformer.prepare(timesteps),
  };
}

async function vaeDecode(): Promise<Model> {
  const vae = await Vae.load(join(folder, 'vae'), options);
  const [height, width] = [sizes.rows * 2, sizes.columns * 2];
  const latents = input('vae', (count) => [1, count / (height * width), height, width]);
  return { run: () => vae.decode(latents), prepare: () => Promise.resolve() };
}

function peakBytes(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const model = await (part === 'vae' ? vaeDecode() : transformerStep());
say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const request: {
    readonly timestep: number;
    readonly output?: string;
    readonly prepare?: readonly number[];
    readonly end?: true;
  } = JSON.parse(line);
  if (request.end === true) {
    say({ peakBytes: peakBytes() });
    break;
  }
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const result = request.prepare ? await model.prepare(request.prepare) : await model.run(request.timestep);
  const used = process.cpuUsage(cpu);
  say({ wall: (performance.now() - wall) / 1000, cpu: (used.user + used.system) / 1e6 });
  if (request.output !== undefined && result) writeFileSync(request.output, new Uint8Array(result.data.buffer));
}
