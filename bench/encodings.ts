/**
 * The cost of the encodings of weights: the CPU time of a linear layer of true width in each, as a ratio to bf16 of the
 * same run, and how many values a second are prepared once. Prints a table: `npx tsx bench/encodings.ts [--rows 256]`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BLOCK_LAYOUTS, type BlockFormat } from '../inference/checkpoint/gguf/types.ts';
import { makePrepared } from '../inference/checkpoint/prepared/make-prepared.ts';
import { preparedSource } from '../inference/checkpoint/prepared/prepared-source.ts';
import { type OriginalWeight, plainWeight, type WeightLocation } from '../inference/checkpoint/stored-weight.ts';
import { storedBytes, type StoredDType } from '../inference/checkpoint/stored-dtype.ts';
import { mapSource } from '../inference/checkpoint/weight-source.ts';
import { Graph } from '../inference/onnx/graph.ts';
import { Session } from '../inference/onnx/session.ts';
import { float32 } from '../inference/tensor.ts';
import { record } from './record.ts';

const WIDTH = 3072;
const VALUES = WIDTH * WIDTH;
const ROUNDS = 20;
const { values } = parseArgs({ options: { rows: { type: 'string', default: '256' } } });
const rows = Number(values.rows);

const folder = await mkdtemp(join(tmpdir(), 'inkloom-bench-'));
const file = join(folder, 'weights.bin');
// Small numbers in every type: bytes from 0x20 to 0x3f.
await writeFile(
  file,
  Buffer.alloc(VALUES * 4).map((_, i) => 0x20 + ((i * 2_654_435_761) >>> 27)),
);

const shape = [WIDTH, WIDTH] as const;
const at = (dtype: StoredDType, sizes: readonly number[] = shape): WeightLocation => ({
  file,
  offset: 0,
  length: storedBytes(dtype, sizes),
  dtype,
  shape: sizes,
});
const scaled = (dtype: StoredDType): OriginalWeight & { readonly encoding: 'scaled' } => ({
  encoding: 'scaled',
  file,
  shape,
  values: at(dtype),
  scale: at('F32', [WIDTH, 1]),
});
const blocks = (format: BlockFormat): OriginalWeight => {
  const { values: count, bytes } = BLOCK_LAYOUTS[format];
  return { encoding: 'block-quantised', file, shape, format, offset: 0, length: (VALUES / count) * bytes };
};

const WEIGHTS: Readonly<Record<string, OriginalWeight>> = {
  'bf16': plainWeight(at('BF16')),
  'f16': plainWeight(at('F16')),
  'fp8': plainWeight(at('F8_E4M3')),
  'fp8 scaled': scaled('F8_E4M3'),
  'int8': scaled('I8'),
  'int8 convrot': { encoding: 'rotated', file, shape, groupSize: 256, rotated: scaled('I8') },
  ...Object.fromEntries((Object.keys(BLOCK_LAYOUTS) as BlockFormat[]).map((format) => [format, blocks(format)])),
};

interface Contender {
  readonly name: string;
  readonly session: Session;
  /** Million values a second of CPU time; undefined for what is read in place. */
  readonly prepared: number | undefined;
  readonly times: number[];
}

async function contender(name: string, weight: OriginalWeight): Promise<Contender> {
  const source = preparedSource(mapSource(name, new Map([['layer.weight', weight]])), { folder, digest: name });
  const g = new Graph('layer', source);
  g.output('y', g.linear(g.input('x', 'float32', ['rows', WIDTH]), 'layer', WIDTH, { bias: false }));
  const model = g.finish();
  const begun = process.cpuUsage();
  await makePrepared(model.prepared, () => {});
  const { user, system } = process.cpuUsage(begun);
  const prepared = model.prepared.size > 0 ? VALUES / (user + system) : undefined;
  return { name, prepared, times: [], session: await Session.create(model, { precision: 'cast' }) };
}

const contenders: Contender[] = [];
for (const [name, weight] of Object.entries(WEIGHTS)) contenders.push(await contender(name, weight));
const x = float32(new Float32Array(rows * WIDTH).fill(0.5), [rows, WIDTH]);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { session, times } of contenders) {
    const begun = process.cpuUsage();
    await session.run({ x });
    const { user, system } = process.cpuUsage(begun);
    if (round > 0) times.push(user + system);
  }
}
// CPU time, and the least of all rounds: what else the machine does can only add to it.
const least = (times: readonly number[]): number => Math.min(...times);
const base = least(contenders[0]?.times ?? []);
const figures = contenders.map(({ name, times, prepared }) => ({ name, ratio: least(times) / base, prepared }));
for (const { name, ratio, prepared } of figures) {
  const speed = prepared === undefined ? 'in place' : `prepared at ${prepared.toFixed(0)} M values/s of CPU time`;
  console.log(`${name.padEnd(14)} ${ratio.toFixed(2)} of bf16, ${speed}`);
}
await record(
  `npx tsx bench/encodings.ts --rows ${rows}`,
  figures
    .map(({ name, ratio, prepared }) => `${name} ${ratio.toFixed(2)}${prepared ? `, ${prepared.toFixed(0)} M/s` : ''}`)
    .join('; '),
);
for (const { session } of contenders) await session.release();
await rm(folder, { recursive: true });
