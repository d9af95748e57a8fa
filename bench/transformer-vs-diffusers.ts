/**
 * Times one transformer step and one VAE decode at the true widths of Qwen-Image, with a few blocks of random
 * weights, against diffusers on PyTorch: same machine, inputs and run, rounds interleaved. Prints seconds, peak
 * memory, ratios and the largest difference between the results. How to run it: README.md.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TorchGenerator } from '../inference/diffusion/noise/torch-generator.ts';
import { Contender, type Timing } from './contender.ts';
import { record } from './record.ts';
import { cpuRatios, table } from './transformer/table.ts';
import type { Row } from './transformer/table.ts';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'all' },
    rounds: { type: 'string', default: '5' },
    size: { type: 'string', default: '512' },
    text: { type: 'string', default: '64' },
    layers: { type: 'string', default: '2' },
    steps: { type: 'string', default: '20' },
    threads: { type: 'string', default: '2' },
  },
});
const python = process.env['INKLOOM_PYTHON'];
if (python === undefined)
  throw new Error('Set INKLOOM_PYTHON to a Python with torch and diffusers: see bench/README.md');

const here = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'inkloom-bench-'));
const inputs = join(scratch, 'inputs');
const reference = join(here, 'diffusers_side.py');
const inkloom = ['--import', 'tsx', join(here, 'inkloom-side.ts')];

const PARTS = {
  transformer: ['inkloom fp32', 'inkloom cast', 'diffusers fp32', 'diffusers bf16'],
  vae: ['inkloom fp32', 'diffusers fp32', 'diffusers bf16'],
} as const;
type Part = keyof typeof PARTS;

function writeInputs(): void {
  const side = Number(values.size) / 16;
  const sizes = { rows: side, columns: side, text: Number(values.text) };
  const noise = (name: string, seed: bigint, count: number): void =>
    writeFileSync(join(inputs, `${name}.f32`), new Uint8Array(new TorchGenerator(seed).randn(count).buffer));
  writeFileSync(join(inputs, 'sizes.json'), JSON.stringify(sizes));
  noise('latents', 0n, side * side * 64);
  noise('text', 1n, sizes.text * 3584);
  noise('vae', 2n, 16 * 4 * side * side);
}

function start(part: Part, name: string): Promise<Contender> {
  const [side, precision = ''] = name.split(' ');
  const args = [part, scratch, inputs, precision, values.threads];
  return side === 'inkloom'
    ? Contender.start(name, process.execPath, [...inkloom, ...args])
    : Contender.start(name, python ?? '', [reference, 'run', ...args]);
}

function result(part: Part, name: string): Float32Array {
  const data = new Float32Array(Uint8Array.from(readFileSync(join(scratch, `${part}-${name}.f32`))).buffer);
  // The reference clamps pixels when it decodes, Inkloom when it makes 8-bit values of them.
  return part === 'vae' ? data.map((value) => Math.min(Math.max(value, -1), 1)) : data;
}

const share = ({ wall, cpu }: Timing, parts: number): Timing => ({ wall: wall / parts, cpu: cpu / parts });
const sum = (a: Timing, b: Timing): Timing => ({ wall: a.wall + b.wall, cpu: a.cpu + b.cpu });

function difference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? Number.NaN))), 0);
}

async function measure(part: Part): Promise<void> {
  const contenders: Contender[] = [];
  try {
    for (const name of PARTS[part]) contenders.push(await start(part, name));
    for (const contender of contenders) {
      await contender.warmUp({ timestep: 0.5, output: join(scratch, `${part}-${contender.name}.f32`) });
    }
    const steps = Math.max(Number(values.steps), Number(values.rounds));
    const timesteps = Array.from({ length: steps }, (_, step) => 1 - (step + 1) / 2 / steps);
    const shares = new Map<string, Timing>();
    for (const contender of contenders.filter(({ name }) => part === 'transformer' && name.startsWith('inkloom'))) {
      shares.set(contender.name, share(await contender.prepare(timesteps), timesteps.length));
    }
    for (const [round, timestep] of timesteps.slice(0, Number(values.rounds)).entries()) {
      for (let i = 0; i < contenders.length; i++) await contenders[(i + round) % contenders.length]?.run({ timestep });
    }
    const expected = result(part, 'diffusers fp32');
    const rows: Row[] = [];
    for (const contender of contenders) {
      const apart = difference(result(part, contender.name), expected);
      const timings = contender.timings.map((timing) => sum(timing, shares.get(contender.name) ?? { wall: 0, cpu: 0 }));
      rows.push({ name: contender.name, timings, peakBytes: await contender.end(), difference: apart });
    }
    const { size, threads, rounds } = values;
    console.log(`\n${part}, ${size} x ${size}, ${threads} threads, ${rounds} rounds\n`);
    console.log(table(rows, 'diffusers fp32'));
    const command = `npx tsx bench/transformer-vs-diffusers.ts --part ${part} --size ${size}`;
    await record(command, cpuRatios(rows, 'diffusers fp32'));
  } finally {
    for (const contender of contenders) contender.kill();
  }
}

try {
  mkdirSync(inputs);
  writeInputs();
  execFileSync(python, [reference, 'make', scratch, values.layers], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (values.part !== 'vae') await measure('transformer');
  if (values.part !== 'transformer') await measure('vae');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
