/**
 * Peak memory and CPU time of one pass of the transformer, or of the text encoder over a prompt: published names and
 * shapes from a file with holes, and as many blocks as asked. Weights are as stored; in 8-bit integers as ComfyUI
 * stores them, which a budget of memory decides to pack or to leave in their file; or in 4 bits, prepared first. The
 * memory is that of the inference process. Linux only.
 *
 *     npx tsx bench/step-memory.ts      # --part transformer|text  --blocks 12  --side 512  --text 64  --passes 2
 *     npx tsx bench/step-memory.ts --precision int8|int4    # --memory 18 (GiB)  --random (integers in place of holes)
 *     npx tsx bench/step-memory.ts --family qwen-image-2.1 --blocks 32
 *     npx tsx bench/step-memory.ts --precision int8 --device webgpu --vram 1 (GiB)
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ComponentRef } from '../inference/families/requests.ts';
import { readDevice } from '../inference/onnx/devices/names.ts';
import { InferenceClient } from '../inference/runtime/client.ts';
import { defaultBudgets } from '../inference/runtime/memory.ts';
import { float32 } from '../inference/tensor.ts';
import { sparseSafetensors } from '../test/checkpoint/formats/sparse-file.ts';
import { peakWhile } from '../test/support/process-memory.ts';
import { fillIntegers, firstBlocks, publishedShapes, writeFirstBlocks } from '../test/support/sparse-checkpoint.ts';
import { record } from './record.ts';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'transformer' },
    family: { type: 'string', default: 'qwen-image' },
    blocks: { type: 'string', default: '12' },
    side: { type: 'string', default: '512' },
    text: { type: 'string', default: '64' },
    passes: { type: 'string', default: '2' },
    precision: { type: 'string', default: 'cast' },
    memory: { type: 'string' },
    device: { type: 'string', default: 'cpu' },
    vram: { type: 'string' },
    random: { type: 'boolean', default: false },
  },
});
const { part } = values;
const [blocks, side, text, passes] = [values.blocks, values.side, values.text, values.passes].map(Number) as [
  number,
  number,
  number,
  number,
];
/** Clock ticks a second in /proc: always 100 on Linux. */
const TICKS = 100;

interface FamilySizes {
  readonly layout: string;
  readonly channels: number;
  /** Pixels that a latent pixel covers along a side. */
  readonly scale: number;
  readonly textWidth: number;
}

const FAMILIES: Readonly<Record<string, FamilySizes>> = {
  'qwen-image': { layout: 'transformer-qwen-image', channels: 16, scale: 8, textWidth: 3584 },
  'qwen-image-2.1': { layout: 'transformer-qwen-image-2.1', channels: 64, scale: 16, textWidth: 4096 },
};

const folders: string[] = [];
const folder = await mkdtemp(join(tmpdir(), 'inkloom-bench-'));
const { memory: memoryGib, vram } = values;
const device = readDevice(values.device);
if (device === undefined) throw new Error(`--device: "${values.device}" is none`);
const inference = new InferenceClient({
  device,
  precision: values.precision === 'int8' || values.precision === 'int4' ? values.precision : 'cast',
  prepared: join(folder, 'prepared'),
  budgets: {
    ...defaultBudgets(),
    ...(memoryGib === undefined ? {} : { cpu: Number(memoryGib) * 2 ** 30 }),
    ...(vram === undefined ? {} : { webgpu: Number(vram) * 2 ** 30 }),
  },
});

/** Small numbers without a pattern that matters. */
const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i) / 2);

async function component(layout: string): Promise<ComponentRef> {
  let dir = join(folder, `${layout}.safetensors`);
  if (values.precision === 'int8' || values.random) {
    const shapes = firstBlocks(await publishedShapes(layout), blocks);
    ({ path: dir } = await sparseSafetensors(shapes, 'int8_convrot'));
    folders.push(dirname(dir));
    if (values.random) await fillIntegers(dir);
  } else await writeFirstBlocks(dir, layout, blocks);
  return { dir, digest: layout, family: values.family };
}

async function transformerPass(): Promise<() => Promise<unknown>> {
  const sizes = FAMILIES[values.family];
  if (!sizes) throw new Error(`--family ${values.family}: one of ${Object.keys(FAMILIES).join(', ')}`);
  const { channels, textWidth } = sizes;
  const transformer = await component(sizes.layout);
  const latent = side / sizes.scale;
  return () =>
    inference.request('denoiseStep', {
      transformer,
      latents: float32(numbers(channels * latent ** 2), [1, channels, latent, latent]),
      positive: { embeds: float32(numbers(text * textWidth), [text, textWidth]) },
      guidance: { scale: 1 },
      sigma: 1,
      nextSigma: 0.5,
      timestep: 1,
    });
}

async function promptPass(): Promise<() => Promise<unknown>> {
  const textEncoder = await component('text_encoder-qwen2.5-vl-7b');
  const dir = join(import.meta.dirname, '../models/nano/tokenizer');
  return () =>
    inference.request('encodePrompt', {
      textEncoder,
      tokenizer: { dir, digest: dir, family: 'qwen-image' },
      template: 'text-to-image',
      prompt: 'a fox '.repeat(text / 2),
      window: 1024,
      overflow: 'error',
    });
}

/** CPU seconds of the inference process so far. */
async function cpuSeconds(): Promise<number> {
  if (inference.pid === undefined) return 0;
  const fields = (await readFile(`/proc/${inference.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

try {
  const pass = part === 'text' ? await promptPass() : await transformerPass();
  const figures: string[] = [];
  for (let i = 0; i < passes; i += 1) {
    const [begun, spent] = [performance.now(), await cpuSeconds()];
    const peak = await peakWhile(() => inference.pid, pass());
    const [seconds, cpu] = [(performance.now() - begun) / 1000, (await cpuSeconds()) - spent];
    const shared = device === 'cpu' ? '' : `, shared ${(peak.shared / 1024).toFixed(2)} GiB`;
    const own = `private ${(peak.private / 1024).toFixed(2)} GiB`;
    const memory = `${own}, resident ${(peak.resident / 1024).toFixed(1)} GiB${shared}`;
    figures.push(`pass ${i + 1}: ${seconds.toFixed(0)} s, ${cpu.toFixed(0)} CPU s, ${memory}`);
    console.log(figures.at(-1));
  }
  const { devices } = await inference.request('status', {});
  for (const { name, limit, peak } of devices) {
    const [used, most] = [peak, limit].map((bytes) => (bytes / 2 ** 30).toFixed(2));
    figures.push(`on ${name} at most ${used} of ${most} GiB, as the process counts it`);
    console.log(figures.at(-1));
  }
  const size = part === 'text' ? `--text ${text}` : `--family ${values.family} --side ${side} --text ${text}`;
  const place = device === 'cpu' ? '' : ` --device ${device}${vram === undefined ? '' : ` --vram ${vram}`}`;
  const memory = `${memoryGib === undefined ? '' : ` --memory ${memoryGib}`}${place}`;
  const held = `--precision ${values.precision}${memory}${values.random ? ' --random' : ''}`;
  await record(`npx tsx bench/step-memory.ts --part ${part} --blocks ${blocks} ${size} ${held}`, figures.join('; '));
} finally {
  await inference.close();
  for (const made of [folder, ...folders]) await rm(made, { recursive: true });
}
