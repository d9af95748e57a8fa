// A Qwen3-VL of other proportions, against transformers: nothing is taken from the sizes of one checkpoint.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePrepared } from '../../../inference/checkpoint/prepared/make-prepared.ts';
import { cpu } from '../../../inference/onnx/devices/cpu.ts';
import { withIntegers } from '../../../inference/onnx/devices/device.ts';
import { float32, stackRows, type Tensor } from '../../../inference/tensor.ts';
import type { EncodeExtras } from '../../../inference/text/decoder/decoder.ts';
import { picturePositions } from '../../../inference/text/decoder/positions.ts';
import { planLanguageHead } from '../../../inference/text/qwen3-vl/language-head.ts';
import { TextEncoder } from '../../../inference/text/qwen3-vl/text-encoder.ts';
import { VisionTower } from '../../../inference/text/qwen3-vl/vision/vision-tower.ts';
import { splitColumns } from '../../../inference/text/qwen3-vl/features.ts';
import { type Writer, writeText } from '../../../inference/text/writing/write-text.ts';
import { CHECKPOINTS, gap, openGoldens } from '../support/goldens.ts';
import { numbers, VISION_TOLERANCE } from './support.ts';

const DIR = join(CHECKPOINTS, 'tiny-qwen3-vl');
const IMAGE_PAD = 301;
const FEATURES = 1536;
const goldens = await openGoldens('qwen3-vl-other');
const ids = await numbers(goldens, 'input_ids');
const grids = [
  { rows: 4, columns: 6 },
  { rows: 10, columns: 2 },
];
let tower: VisionTower;
let rows: Tensor<'float32'>;
let extras: EncodeExtras;

beforeAll(async () => {
  tower = await VisionTower.load(DIR, { precision: 'fp32' });
  let before = 0;
  const read: Tensor<'float32'>[] = [];
  for (const grid of grids) {
    const count = grid.rows * grid.columns;
    const first = before * FEATURES;
    // The formula of make.py.
    const values = Float32Array.from({ length: count * FEATURES }, (_, i) => (((first + i) * 7919) % 255) / 127.5 - 1);
    read.push(await tower.encode({ patches: float32(values, [count, FEATURES]), grid }));
    before += count;
  }
  rows = stackRows(read);
  const sides = grids.map((grid) => ({ rows: grid.rows / 2, columns: grid.columns / 2 }));
  extras = {
    positions: picturePositions(ids, IMAGE_PAD, sides),
    embeds: { positions: ids.flatMap((id, place) => (id === IMAGE_PAD ? [place] : [])), values: rows },
  };
});
afterAll(() => tower.release());

test('the vision tower gives the embeddings and features of the reference', async () => {
  const parts = splitColumns(rows, 3, 64);
  for (const [i, name] of ['tokens', 'features.0', 'features.1'].entries()) {
    expect(gap(name, parts[i], await goldens.get(name))).toBeLessThanOrEqual(VISION_TOLERANCE);
  }
});

test('the language model gives the hidden states of the reference', async () => {
  for (const chunkTokens of [1024, 5]) {
    const encoder = await TextEncoder.load(DIR, { precision: 'fp32', chunkTokens });
    const hidden = await encoder.encode(ids, extras);
    expect(gap(`hidden, ${chunkTokens}`, hidden, await goldens.get('hidden'))).toBeLessThanOrEqual(VISION_TOLERANCE);
    await encoder.release();
  }
});

test('a beginning with pictures is read once, and gives the same states the next time', async () => {
  const encoder = await TextEncoder.load(DIR, { precision: 'fp32' });
  const beginning = { ...extras, head: ids.lastIndexOf(IMAGE_PAD) + 1 };
  const first = await encoder.encode(ids, beginning);
  expect(gap('hidden, in two', first, await goldens.get('hidden'))).toBeLessThanOrEqual(VISION_TOLERANCE);
  expect(await encoder.encode(ids, beginning)).toEqual(first);
  // Features are part of the beginning, not only the tokens and what stands in their place.
  const embeds = { positions: extras.embeds?.positions ?? [], values: withoutFeatures(rows) };
  const plain = await encoder.encode(ids, { ...beginning, embeds });
  expect(gap('without features', plain, first)).toBeGreaterThan(0.01);
  await encoder.release();
});

/** The same embeddings, and features of 0. */
function withoutFeatures({ data, dims }: Tensor<'float32'>): Tensor<'float32'> {
  return float32(
    data.map((value, i) => (i % (3 * 64) < 64 ? value : 0)),
    dims,
  );
}

test('the language head writes the likeliest text of the reference, with its scores', async () => {
  const encoder = await TextEncoder.load(DIR, { precision: 'fp32' });
  const head = await (await planLanguageHead({ dir: DIR }, cpu)).load({ precision: 'fp32' });
  const made: Tensor<'float32'>[] = [];
  const scores: Writer['scores'] = async (hidden) => {
    const each = await head.scores(hidden);
    // Writing changes scores in place.
    made.push(float32(each.data.slice(), each.dims));
    return each;
  };
  const writer: Writer = {
    tokenizer: { decode: (tokens) => tokens.join(' '), idOf: () => undefined },
    reader: encoder.continue(ids, extras),
    scores,
    generation: head.generation,
  };
  const written = await numbers(goldens, 'written');
  const options = { temperature: 0, seed: '0', mostTokens: written.length, stops: [] };
  const { tokens } = await writeText(writer, ids, options, () => Promise.resolve());
  expect(tokens).toEqual(written);
  expect(gap('scores', stackRows(made), await goldens.get('scores'))).toBeLessThanOrEqual(VISION_TOLERANCE);
  await Promise.all([encoder.release(), head.release()]);
});

describe('in integers', () => {
  const relative = (made: Tensor<'float32'>, exact: Tensor<'float32'>): number => {
    const power = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
    return Math.sqrt(power(made.data.map((value, i) => value - (exact.data[i] as number))) / power(exact.data));
  };

  test.for([
    ['int8', 'integers', 0.04],
    ['int8-mapped', 'integers', 0.04],
    ['int4', 'nibbles', 0.35],
  ] as const)('%s stays near the exact states', async ([precision, matrices, most]) => {
    const folder = await mkdtemp(join(tmpdir(), 'inkloom-'));
    const plan = await TextEncoder.plan({ dir: DIR }, withIntegers(cpu, 'absmax'), { folder, digest: '', matrices });
    await makePrepared(plan.prepared ?? [], () => {});
    const rounded = await plan.load({ precision });
    const error = relative(await rounded.encode(ids, extras), await goldens.get('hidden'));
    await rounded.release();
    expect(error).toBeGreaterThan(1e-4);
    expect(error).toBeLessThan(most);
  });
});
