/**
 * One block of the transformer at the width of Qwen-Image in 8-bit integers, packed and in place, and in 4-bit ones,
 * against float32; and one of Q4_K in its own 4 bits, against its own values.
 * The weights are gaussian and in bfloat16; the integers are what a first run prepares of them. Some channels of the
 * activations are forty times as large as the others, as those of large models are. Contenders take turns on one
 * thread; ratios are of the least CPU time of each.
 *
 *     npx tsx bench/int8-block.ts              # --tokens 1024  --text 64  --rounds 5
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseConfig } from '../inference/checkpoint/config-file.ts';
import { makePrepared } from '../inference/checkpoint/prepared/make-prepared.ts';
import { PreparedFile } from '../inference/checkpoint/prepared/prepared-file.ts';
import { preparedSource } from '../inference/checkpoint/prepared/prepared-source.ts';
import { float32ToFloat16 } from '../inference/checkpoint/half.ts';
import type { PlainWeight, StoredWeight } from '../inference/checkpoint/stored-weight.ts';
import { mapSource, type WeightSource } from '../inference/checkpoint/weight-source.ts';
import { addBlock, blockModulation } from '../inference/families/qwen-image/transformer/block-graph.ts';
import { transformerConfigSchema } from '../inference/families/qwen-image/transformer/config.ts';
import { cpu } from '../inference/onnx/devices/cpu.ts';
import { type Device, withIntegers } from '../inference/onnx/devices/device.ts';
import { Graph } from '../inference/onnx/graph.ts';
import type { OnnxModel } from '../inference/onnx/model.ts';
import { Session, type Tensors } from '../inference/onnx/session.ts';
import type { PrecisionName } from '../inference/precision/registry.ts';
import { elementCount, float32, type Tensor } from '../inference/tensor.ts';
import { publishedShapes } from '../test/support/sparse-checkpoint.ts';
import { record } from './record.ts';
import { gaussian, uniform, writeRandomWeights } from './transformer/random-weights.ts';

const { values } = parseArgs({
  options: {
    tokens: { type: 'string', default: '1024' },
    text: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '5' },
  },
});
const [tokens, text, rounds] = [Number(values.tokens), Number(values.text), Number(values.rounds)];

const config = parseConfig({ num_layers: 1 }, transformerConfigSchema, 'bench');
const { width, headDim } = config;
/** One channel of so many is large. */
const OUTLIERS = 256;

async function write(folder: string): Promise<WeightSource> {
  const shapes = Object.entries(await publishedShapes('transformer-qwen-image'));
  const kept = shapes.filter(([name]) => /^transformer_blocks\.0\.(?!img_mod|txt_mod)/.test(name));
  const file = await writeRandomWeights(folder, Object.fromEntries(kept));
  return mapSource('bench', new Map(kept.map(([name]) => [name, file.get(name) as PlainWeight])));
}

/** Blocks of Q4_K with random codes, scales and minima. Their number is prime. */
const Q4_K_BLOCKS = 16_381;
const Q4_K_BYTES = 144;
const Q4_K_PATTERN = q4kPattern();

function q4kPattern(): Uint8Array {
  const bytes = Uint8Array.from({ length: Q4_K_BLOCKS * Q4_K_BYTES }, () => uniform() * 256);
  // d and dmin, so that weights are about as large as those in bfloat16.
  const halves = new Uint16Array(2);
  float32ToFloat16(Float32Array.of(0.00025, 0.0019), halves);
  for (let block = 0; block < Q4_K_BLOCKS; block += 1) bytes.set(new Uint8Array(halves.buffer), block * Q4_K_BYTES);
  return bytes;
}

/** The same layers with their matrices in Q4_K. */
async function writeQ4k(folder: string, base: WeightSource): Promise<WeightSource> {
  const matrices = [...base.names()].flatMap((name) => {
    const shape = base.get(name)?.shape ?? [];
    return shape.length === 2 ? [{ name, shape, length: (elementCount(shape) / 256) * Q4_K_BYTES }] : [];
  });
  const tensors = matrices.map(({ name, length }) => ({
    name,
    dtype: 'U8' as const,
    shape: [length],
    async *bytes() {
      for (let left = length; left > 0;) {
        const piece = Q4_K_PATTERN.slice(0, left);
        left -= piece.length;
        yield piece;
      }
    },
  }));
  const file = new PreparedFile(folder, 'Q4_K', tensors);
  await file.write();
  const weights = new Map([...base.names()].map((name) => [name, base.get(name) as StoredWeight]));
  for (const { name, shape, length } of matrices) {
    const { offset } = file.get(name) as PlainWeight;
    weights.set(name, { encoding: 'block-quantised', format: 'Q4_K', file: file.path, shape, offset, length });
  }
  return mapSource('bench', weights);
}

function blockGraph(weights: WeightSource, device: Device): OnnxModel {
  const g = new Graph('block', weights, { device });
  const streams = { img: g.input('img', 'float32', ['image', width]), txt: g.input('txt', 'float32', ['text', width]) };
  const modulation = (name: string) => blockModulation(g, g.input(name, 'float32', [1, 6, width]), width);
  const both = { img: modulation('modulation.img'), txt: modulation('modulation.txt') };
  const out = addBlock(g, config, 0, streams, both, g.rotaryInputs('joint', headDim / 2));
  g.output('image', out.img);
  g.output('prompt', out.txt);
  return g.finish();
}

function activations(rows: number): Tensor<'float32'> {
  const at = (i: number): number => gaussian() * (i % OUTLIERS === 7 ? 40 : 1);
  return float32(
    Float32Array.from({ length: rows * width }, (_, i) => at(i)),
    [rows, width],
  );
}

function rotaryTable(angle: (radians: number) => number): Tensor<'float32'> {
  const data = Float32Array.from({ length: ((tokens + text) * headDim) / 2 }, (_, i) => angle(i / 97));
  return float32(data, [tokens + text, headDim / 2]);
}

/** Shift, scale and gate, twice. */
function modulationTensor(): Tensor<'float32'> {
  const data = Float32Array.from({ length: 6 * width }, (_, i) => gaussian() / 10 + (i % (3 * width) < width ? 0 : 1));
  return float32(data, [1, 6, width]);
}

/** Private memory of this process in MB. Pages of mapped files do not count. */
async function privateMemory(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  return Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? NaN) / 1024;
}

/** The root mean square of the difference, over that of the reference. */
function errorOf(result: Tensor, reference: Tensor): number {
  const [a, b] = [result.data as Float32Array, reference.data as Float32Array];
  const [difference, size] = [a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0), norm(b)];
  return Math.sqrt(difference / size);
}
const norm = (data: Float32Array): number => data.reduce((sum, value) => sum + value ** 2, 0);

interface Contender {
  readonly name: string;
  readonly session: Session;
  readonly load: number;
  readonly megabytes: number;
  /** Name of the contender with the same weights as float32. */
  readonly exact: string;
  readonly times: number[];
  worst: number;
}

async function contender(
  name: string,
  model: OnnxModel,
  precision: PrecisionName,
  exact = 'float32',
): Promise<Contender> {
  const [before, begun] = [await privateMemory(), performance.now()];
  const session = await Session.create(model, { precision, threads: 1 });
  const load = (performance.now() - begun) / 1000;
  return { name, session, load, megabytes: (await privateMemory()) - before, exact, times: [], worst: 0 };
}

const folder = await mkdtemp(join(tmpdir(), 'inkloom-bench-'));
try {
  const base = await write(folder);
  const integers = preparedSource(base, { folder, digest: 'bench', matrices: 'integers' });
  const coded = blockGraph(integers, withIntegers(cpu, 'absmax'));
  const begun = process.cpuUsage();
  await makePrepared(coded.prepared, () => {});
  const { user, system } = process.cpuUsage(begun);
  const count = [...coded.prepared].reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const prepared = count / (user + system);
  const nibbles = blockGraph(preparedSource(base, { folder, digest: 'bench', matrices: 'nibbles' }), cpu);
  await makePrepared(nibbles.prepared, () => {});
  const stored = await writeQ4k(folder, base);
  const q4k = blockGraph(preparedSource(stored, { folder, digest: 'Q4_K' }), cpu);
  const ownNibbles = blockGraph(preparedSource(stored, { folder, digest: 'Q4_K', matrices: 'nibbles' }), cpu);
  for (const { prepared: weights } of [q4k, ownNibbles]) await makePrepared(weights, () => {});
  const headroom = blockGraph(integers, withIntegers(cpu, 'headroom'));
  const contenders = [
    await contender('float32', blockGraph(base, cpu), 'fp32'),
    await contender('int8 packed', coded, 'int8'),
    await contender('int8 in place', coded, 'int8-mapped'),
    await contender('int8 with headroom', headroom, 'int8'),
    await contender('int4', nibbles, 'int4'),
    await contender('Q4_K as float32', q4k, 'fp32', 'Q4_K as float32'),
    await contender('Q4_K in its own 4 bits', ownNibbles, 'int4', 'Q4_K as float32'),
  ];
  const inputs: Tensors = {
    'img': activations(tokens),
    'txt': activations(text),
    'rope.cos': rotaryTable(Math.cos),
    'rope.sin': rotaryTable(Math.sin),
    'modulation.img': modulationTensor(),
    'modulation.txt': modulationTensor(),
  };
  for (let round = -1; round < rounds; round += 1) {
    const references = new Map<string, Tensors>();
    for (const each of contenders) {
      const before = process.cpuUsage();
      const outputs = await each.session.run(inputs);
      const spent = process.cpuUsage(before);
      if (round >= 0) each.times.push((spent.user + spent.system) / 1e6);
      references.set(each.name, outputs);
      for (const name of ['image', 'prompt']) {
        const [result, exact] = [outputs[name], references.get(each.exact)?.[name]];
        if (result && exact) each.worst = Math.max(each.worst, errorOf(result, exact));
      }
    }
  }
  const least = ({ times }: Contender): number => Math.min(...times);
  const plain = least(contenders[0] as Contender);
  const lines = contenders.map((each) => {
    const speed = `${least(each).toFixed(2)} s, ${(plain / least(each)).toFixed(2)} times`;
    const error = `error ${(each.worst * 100).toFixed(2)} %`;
    return `${each.name} ${speed}, ${error}, loaded in ${each.load.toFixed(2)} s, ${each.megabytes.toFixed(0)} MB`;
  });
  console.log([...lines, `prepared at ${prepared.toFixed(0)} M weights/s of CPU time`].join('\n'));
  await record(
    `npx tsx bench/int8-block.ts --tokens ${tokens} --text ${text}`,
    `${lines.join('; ')}; prepared at ${prepared.toFixed(0)} M/s`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
