/**
 * The cost of LoRAs beside the weights: one block of the transformer at the width of Qwen-Image, without a LoRA, with
 * ranks of 16 and 64, and with two at once. Contenders take turns on one thread, since waiting threads spin; ratios
 * are of the least CPU time of each.
 *
 *     npx tsx bench/lora.ts                    # --tokens 512  --text 64  --rounds 5  --precision fp32
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Adapter, withAdapters } from '../inference/checkpoint/adapters.ts';
import { floatTensor } from '../inference/checkpoint/prepared/float-tensor.ts';
import { PreparedFile, type PreparedTensor } from '../inference/checkpoint/prepared/prepared-file.ts';
import type { PlainWeight } from '../inference/checkpoint/stored-weight.ts';
import { mapSource, type WeightSource } from '../inference/checkpoint/weight-source.ts';
import { parseConfig } from '../inference/checkpoint/config-file.ts';
import { transformerConfigSchema } from '../inference/families/qwen-image/transformer/config.ts';
import { buildStepGraph } from '../inference/families/qwen-image/transformer/step-graph.ts';
import { Session, type Tensors } from '../inference/onnx/session.ts';
import { strengthInputs } from '../inference/onnx/strengths.ts';
import type { PrecisionName } from '../inference/precision/registry.ts';
import { elementCount, float32 } from '../inference/tensor.ts';
import { record } from './record.ts';

const { values } = parseArgs({
  options: {
    tokens: { type: 'string', default: '512' },
    text: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '5' },
    precision: { type: 'string', default: 'fp32' },
  },
});
const [tokens, text, rounds] = [Number(values.tokens), Number(values.text), Number(values.rounds)];
const precision: PrecisionName = values.precision === 'cast' ? 'cast' : 'fp32';

const config = parseConfig({ num_layers: 1, out_channels: 16 }, transformerConfigSchema, 'bench');
const { width, textWidth, headDim, inChannels } = config;
/** The modules that a Lightning LoRA changes: attention and MLPs. */
const CHANGED =
  /^transformer_blocks\.0\.(?:attn\.(?:to|add)_[a-z_]+(?:\.0)?|(?:img|txt)_mlp\.net\.[02](?:\.proj)?)\.weight$/;
const CONTENDERS: readonly (readonly [name: string, ranks: readonly number[]])[] = [
  ['none', []],
  ['rank 16', [16]],
  ['rank 64', [64]],
  ['two of rank 64', [64, 64]],
];

/** Small numbers without a pattern that matters. */
const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i) / 50);
const input = (...dims: readonly number[]) => float32(numbers(elementCount(dims)), dims);

/** Values of every weight, as bfloat16. */
const PATTERN = Uint16Array.from(new Uint32Array(numbers(2 ** 20).buffer), (word) => word >>> 16);

/** bfloat16, as checkpoints and LoRAs are published. */
function bfloat16(name: string, shape: readonly number[]): PreparedTensor {
  return {
    ...floatTensor(name, shape, () => Promise.resolve(new Float32Array())),
    dtype: 'BF16',
    async *bytes() {
      for (let left = elementCount(shape); left > 0; left -= PATTERN.length) {
        yield new Uint8Array(PATTERN.slice(0, left).buffer);
      }
    },
  };
}

async function write(folder: string, shapes: Readonly<Record<string, readonly number[]>>): Promise<WeightSource> {
  const tensors = Object.entries(shapes).map(([name, shape]) => bfloat16(name, shape));
  const file = new PreparedFile(folder, Object.keys(shapes), tensors);
  await file.write();
  return mapSource('bench', new Map(Object.keys(shapes).map((name) => [name, file.get(name) as PlainWeight])));
}

async function adapter(folder: string, base: WeightSource, rank: number): Promise<Adapter> {
  const names = [...base.names()].filter((name) => CHANGED.test(name));
  const shapes = names.flatMap((name) => {
    const [out = 0, columns = 0] = base.get(name)?.shape ?? [];
    return [
      [`${name}.down`, [rank, columns]],
      [`${name}.up`, [out, rank]],
    ] as const;
  });
  const source = await write(folder, Object.fromEntries(shapes));
  const factor = (name: string): PlainWeight => source.get(name) as PlainWeight;
  const updates = names.map(
    (name) => [name, [{ down: factor(`${name}.down`), up: factor(`${name}.up`), scale: 0.125 }]] as const,
  );
  return { label: `rank ${rank}`, updates: new Map(updates) };
}

const folder = await mkdtemp(join(tmpdir(), 'inkloom-bench-'));
try {
  const layout = join(import.meta.dirname, '../test/fixtures/layouts/transformer-qwen-image.json');
  const all = JSON.parse(await readFile(layout, 'utf8')) as Readonly<Record<string, readonly number[]>>;
  const kept = Object.entries(all).filter(
    ([name]) => !/^transformer_blocks\.(?!0\.)/.test(name) && !/_mod\.1\.|time_text_embed|norm_out/.test(name),
  );
  const base = await write(folder, Object.fromEntries(kept));
  const inputs: Tensors = {
    'latents': input(tokens, inChannels),
    'text': input(text, textWidth),
    'rope.cos': input(tokens + text, headDim / 2),
    'rope.sin': input(tokens + text, headDim / 2),
    'modulation.0.img': input(1, 6, width),
    'modulation.0.txt': input(1, 6, width),
    'modulation.out': input(1, 2, width),
    'control.0': input(1, width),
  };
  const sessions: { readonly name: string; readonly session: Session; readonly times: number[] }[] = [];
  for (const [name, ranks] of CONTENDERS) {
    const adapters = await Promise.all(ranks.map((rank) => adapter(folder, base, rank)));
    const model = buildStepGraph(config, withAdapters(base, adapters));
    sessions.push({ name, session: await Session.create(model, { precision, threads: 1 }), times: [] });
  }
  for (let round = -1; round < rounds; round += 1) {
    for (const { session, times } of sessions) {
      const before = process.cpuUsage();
      await session.run({ ...inputs, ...strengthInputs(session, [1, 0.5]) });
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) times.push((user + system) / 1e6);
    }
  }
  const [plain = 0] = sessions.map(({ times }) => Math.min(...times));
  const ratios = sessions.slice(1).map(({ name, times }) => `${name} ${(Math.min(...times) / plain).toFixed(3)}`);
  console.log(`without ${plain.toFixed(2)} s of CPU; ratios to it: ${ratios.join(', ')}`);
  const command = `npx tsx bench/lora.ts --precision ${precision} --tokens ${tokens}`;
  await record(command, `block at width ${width}, ratios to none (CPU time): ${ratios.join(', ')}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
