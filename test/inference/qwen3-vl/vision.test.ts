// The vision tower of Qwen3-VL and prompts with pictures against the reference: pixels, positions, blocks, features.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readJson } from '../../../inference/checkpoint/config-file.ts';
import type { PixelImage } from '../../../inference/image/pixels.ts';
import { buildChain } from '../../../inference/onnx/chain/build-chain.ts';
import { SessionChain } from '../../../inference/onnx/chain/session-chain.ts';
import type { Tensors } from '../../../inference/onnx/session.ts';
import { float32, stackRows, type Tensor } from '../../../inference/tensor.ts';
import { mropeTable } from '../../../inference/text/decoder/mrope.ts';
import { picturePositions } from '../../../inference/text/decoder/positions.ts';
import { splitColumns } from '../../../inference/text/qwen3-vl/features.ts';
import { interleavedAxes } from '../../../inference/text/qwen3-vl/mrope.ts';
import { openVision } from '../../../inference/text/qwen3-vl/open.ts';
import { TextEncoder } from '../../../inference/text/qwen3-vl/text-encoder.ts';
import { visionParts } from '../../../inference/text/qwen3-vl/vision/graph.ts';
import { processorSchema } from '../../../inference/text/qwen3-vl/vision/processor.ts';
import { visionInputs, VisionTower } from '../../../inference/text/qwen3-vl/vision/vision-tower.ts';
import { patchPicture } from '../../../inference/text/vision/picture-patches.ts';
import { rotaryTables } from '../../../inference/text/vision/rotary-tables.ts';
import { smartSize } from '../../../inference/text/vision/smart-size.ts';
import { gap, openGoldens, stack, unbatched } from '../support/goldens.ts';
import { grids, IMAGE_PAD, numbers, TEXT_ENCODER, TINY_21, twice, valuesWithin, VISION_TOLERANCE } from './support.ts';

const goldens = await openGoldens('qwen-image-2.1/vision');
const { config, weights } = await openVision({ dir: TEXT_ENCODER });
const processor = await readJson(`${TINY_21}/processor/preprocessor_config.json`, processorSchema);
const levels = config.deepstackBlocks.map((_, level) => level);
let tower: VisionTower;
let encoder: TextEncoder;

beforeAll(async () => {
  [tower, encoder] = [
    await VisionTower.load(TEXT_ENCODER, { precision: 'fp32' }),
    await TextEncoder.load(TEXT_ENCODER, { precision: 'fp32' }),
  ];
});
afterAll(async () => {
  await Promise.all([tower.release(), encoder.release()]);
});

async function source(name: string): Promise<PixelImage> {
  const { dims, data } = await goldens.get(`${name}.source`);
  const [height = 0, width = 0, channels = 0] = dims;
  return { width, height, channels, data: Uint8Array.from(data) };
}

/** What the reference makes of a picture, as the tower returns it. */
async function rows(...pictures: readonly string[]): Promise<Tensor<'float32'>[]> {
  const names = ['merger', ...levels.map((level) => `deepstack.${level}`)];
  return Promise.all(
    names.map(async (name) =>
      stack(...(await Promise.all(pictures.map((picture) => goldens.get(`${picture}.vision.${name}`))))),
    ),
  );
}

/** Runs the graphs, with a session for each block or one for all. */
async function run(name: string, exposed: readonly string[], isFull: () => boolean): Promise<Tensors> {
  const [grid = { rows: 0, columns: 0 }] = await grids(goldens, name);
  const sessions = await SessionChain.create(buildChain(visionParts(config, weights), weights, { exposed, isFull }), {
    precision: 'fp32',
  });
  const patches = await goldens.get(`${name}.pixel_values`);
  const outputs = await sessions.run(visionInputs(config, { patches, grid }));
  await sessions.release();
  return outputs;
}

describe.each(['a', 'b'])('picture %s', (name) => {
  test('becomes the patches of the processor', async () => {
    const { patches, grid } = patchPicture(await source(name), config, processor);
    expect([grid]).toEqual(await grids(goldens, name));
    expect(gap(`${name} pixels`, patches, await goldens.get(`${name}.pixel_values`))).toBe(0);
  });

  test('has the values of the reference after every stage', async () => {
    const blocks = Array.from({ length: config.layers }, (_, i) => `block.${i}`);
    const stages = ['patch_embed', 'pos_embed', ...blocks];
    const outputs = await run(name, stages, () => false);
    for (const stage of stages) {
      const expected = await goldens.get(`${name}.vision.${stage}`);
      expect(gap(`${name} ${stage}`, outputs[stage], expected)).toBeLessThanOrEqual(VISION_TOLERANCE);
    }
  });

  test('has the angles of the reference', async () => {
    const [grid = { rows: 0, columns: 0 }] = await grids(goldens, name);
    const order = Array.from({ length: grid.rows * grid.columns }, (_, patch) => patch);
    const made = rotaryTables(config, grid, order);
    const { data, dims } = await goldens.get(`${name}.vision.rope_angles`);
    expect(gap('cos', made['rope.cos'], float32(data.map(Math.cos), dims))).toBeLessThanOrEqual(1e-5);
    expect(gap('sin', made['rope.sin'], float32(data.map(Math.sin), dims))).toBeLessThanOrEqual(1e-5);
  });

  test('gives the embeddings and the features of the reference side by side', async () => {
    const patched = patchPicture(await source(name), config, processor);
    const made = splitColumns(await tower.encode(patched), 1 + levels.length, config.outWidth);
    for (const [i, expected] of (await rows(name)).entries()) {
      expect(gap(`${name} rows ${i}`, made[i], expected)).toBeLessThanOrEqual(VISION_TOLERANCE);
    }
    const embeds = await goldens.get(`${name}.image_embeds`);
    expect(gap(`${name} embeds`, made[0], embeds)).toBeLessThanOrEqual(VISION_TOLERANCE);
  });
});

test('a session for each block gives the bytes of one session', async () => {
  const [whole, blocks] = [await run('a', [], () => false), await run('a', [], () => true)];
  expect(Object.keys(whole).toSorted()).toEqual(['features.0', 'features.1', 'features.2', 'tokens']);
  expect(blocks).toEqual(whole);
});

test('a picture whose sides are no multiples of 32 is resized as the processor does it', async () => {
  const { patches, grid } = patchPicture(await source('resized'), config, processor);
  expect([grid]).toEqual(await grids(goldens, 'resized'));
  expect(gap('resized', patches, await goldens.get('resized.pixel_values'))).toBe(0);
});

test('the smallest picture is read', async () => {
  const features = config.channels * config.frames * config.patch ** 2;
  const patches = float32(new Float32Array(4 * features), [4, features]);
  const made = await tower.encode({ patches, grid: { rows: 2, columns: 2 } });
  expect(made.dims).toEqual([1, (1 + levels.length) * config.outWidth]);
});

describe.each([
  ['a', ['a']],
  ['b', ['b']],
  ['ab', ['a', 'b']],
] as const)('a prompt with %s', (name, pictures) => {
  const sides = async () =>
    (await grids(goldens, name)).map((grid) => ({
      rows: grid.rows / config.merge,
      columns: grid.columns / config.merge,
    }));

  const featuresOf = async (level: number): Promise<Tensor<'float32'>> =>
    goldens.get(`${name}.vision.deepstack.${level}`);

  test('has the positions of the reference, and their rotary tables', async () => {
    const ids = await numbers(goldens, `${name}.input_ids`);
    const positions = picturePositions(ids, IMAGE_PAD, await sides());
    expect(positions.flat()).toEqual(await numbers(goldens, `${name}.position_ids`));
    if (pictures.length > 1) return;
    const axes = interleavedAxes(encoder.config.mropeSections);
    const rope = mropeTable(encoder.config, axes, positions, 0, ids.length);
    for (const part of ['cos', 'sin'] as const) {
      expect(gap(part, twice(rope[part]), await goldens.get(`${name}.rope.${part}`))).toBeLessThanOrEqual(1e-5);
    }
  });

  test('has the states of the reference in every layer, features added', async () => {
    const ids = await numbers(goldens, `${name}.input_ids`);
    const places = ids.flatMap((id, place) => (id === IMAGE_PAD ? [place] : []));
    const values = await goldens.get(`${name}.image_embeds`);
    const features = await Promise.all(levels.map((level) => featuresOf(level)));
    const stages = Array.from({ length: encoder.config.layers }, (_, i) => `hidden.${i}`);
    const positions = picturePositions(ids, IMAGE_PAD, await sides());
    const made = await valuesWithin({ ids, positions, embeds: { positions: places, values }, features }, stages);
    expect(gap('embeds', made['hidden.0'], await goldens.get(`${name}.inputs_embeds`))).toBe(0);
    for (const stage of stages.slice(1)) {
      const expected = await goldens.get(`${name}.${stage}`);
      expect(gap(`${name} ${stage}`, made[stage], expected)).toBeLessThanOrEqual(VISION_TOLERANCE);
    }
  });

  test('has the hidden states of the reference, whole and in chunks', async () => {
    const ids = await numbers(goldens, `${name}.input_ids`);
    const positions = picturePositions(ids, IMAGE_PAD, await sides());
    const read = await Promise.all(
      pictures.map(async (each) => tower.encode(patchPicture(await source(each), config, processor))),
    );
    const places = ids.flatMap((id, place) => (id === IMAGE_PAD ? [place] : []));
    const extras = { positions, embeds: { positions: places, values: stackRows(read) } };
    const hidden = await encoder.encode(ids, extras);
    const expected = unbatched(await goldens.get(`${name}.hidden.last_before_norm`));
    expect(gap(`${name} hidden`, hidden, expected)).toBeLessThanOrEqual(VISION_TOLERANCE);

    const chunked = await TextEncoder.load(TEXT_ENCODER, { precision: 'fp32', chunkTokens: 8 });
    expect(gap(`${name} in chunks`, await chunked.encode(ids, extras), hidden)).toBeLessThanOrEqual(1e-5);
    await chunked.release();
  });
});

describe('the size at which the tower sees a picture', () => {
  const published = processorSchema.parse({});
  // Height and width, then those of `smart_resize` in transformers with the published limits and with the tiny ones.
  test.for([
    [1024, 1024, 1024, 1024, 1024, 1024],
    [768, 1344, 768, 1344, 768, 1344],
    [224, 288, 256, 320, 224, 288],
    [100, 75, 320, 224, 96, 64],
    [33, 1000, 64, 1440, 32, 992],
    [5000, 5000, 4096, 4096, 4096, 4096],
    [16, 16, 256, 256, 64, 64],
    [240, 272, 256, 256, 256, 256],
  ])('%i x %i', ([height = 0, width = 0, ...expected]) => {
    const made = [published, processor].map((limits) => smartSize(width, height, 32, limits));
    expect(made.flatMap((size) => [size.height, size.width])).toEqual(expected);
  });

  test('has the limits of the checkpoint, which older files keep elsewhere', () => {
    expect(processor).toMatchObject({ min_pixels: 4096, max_pixels: 16_777_216 });
    expect(published).toEqual({ ...processor, min_pixels: 65_536 });
    expect(processorSchema.parse({ min_pixels: 1024, max_pixels: 2048 })).toMatchObject({
      min_pixels: 1024,
      max_pixels: 2048,
    });
  });
});
