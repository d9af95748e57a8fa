// The vision tower and prompts with pictures against the reference: pixels, windows, blocks, positions, hidden states.
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openComponent } from '../../inference/checkpoint/component.ts';
import { readConfig } from '../../inference/checkpoint/config-file.ts';
import { Session } from '../../inference/onnx/session.ts';
import type { PixelImage } from '../../inference/image/pixels.ts';
import { picturePositions } from '../../inference/text/decoder/positions.ts';
import { TextEncoder } from '../../inference/text/qwen2.5-vl/text-encoder.ts';
import { visionConfigSchema } from '../../inference/text/qwen2.5-vl/vision/config.ts';
import { buildVisionGraph } from '../../inference/text/qwen2.5-vl/vision/graph.ts';
import { processorSchema } from '../../inference/text/qwen2.5-vl/vision/processor.ts';
import { visionInputs, VisionTower } from '../../inference/text/qwen2.5-vl/vision/vision-tower.ts';
import { windowsOf } from '../../inference/text/qwen2.5-vl/vision/windows.ts';
import { patchPicture } from '../../inference/text/vision/picture-patches.ts';
import { smartSize } from '../../inference/text/vision/smart-size.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { gap, openGoldens, repoPath, stack, TINY, unbatched } from './support/goldens.ts';

const TOLERANCE = 3e-4;
const IMAGE_PAD = 151_655;
const DIR = join(TINY, 'text_encoder');
const goldens = await openGoldens('vision');
const config = await readConfig(DIR, visionConfigSchema);
const processor = processorSchema.parse({});
let tower: VisionTower;
let encoder: TextEncoder;

beforeAll(async () => {
  [tower, encoder] = [
    await VisionTower.load(DIR, { precision: 'fp32' }),
    await TextEncoder.load(DIR, { precision: 'fp32' }),
  ];
});
afterAll(async () => {
  await Promise.all([tower.release(), encoder.release()]);
});

async function picture(name: string): Promise<PixelImage> {
  const { data, info } = await sharp(repoPath(`test/fixtures/images/${name}.png`))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data: new Uint8Array(data) };
}

const numbers = async (name: string): Promise<number[]> => [...(await goldens.get(name)).data];

async function grids(name: string): Promise<{ rows: number; columns: number }[]> {
  const values = await numbers(`${name}.image_grid_thw`);
  return Array.from({ length: values.length / 3 }, (_, i) => ({
    rows: values[i * 3 + 1] ?? 0,
    columns: values[i * 3 + 2] ?? 0,
  }));
}

describe.each(['a', 'b'])('picture %s', (name) => {
  test('becomes the patches of the fast processor', async () => {
    const { patches, grid } = patchPicture(await picture(name), config, processor);
    expect([grid]).toEqual(await grids(name));
    expect(gap(`${name} pixels`, patches, await goldens.get(`${name}.pixel_values`))).toBeLessThanOrEqual(1e-6);
  });

  test('has the windows of the reference', async () => {
    const [grid] = await grids(name);
    const { tokenOrder, sizes } = windowsOf(grid ?? { rows: 0, columns: 0 }, config.merge, config.windowTokens);
    expect(tokenOrder).toEqual(await numbers(`${name}.window_index`));
    const bounds = sizes.reduce<number[]>((all, size) => [...all, (all.at(-1) ?? 0) + size * config.merge ** 2], [0]);
    expect(bounds).toEqual(await numbers(`${name}.cu_window_seqlens`));
  });

  test('has the values of the reference after every block', async () => {
    const [grid = { rows: 0, columns: 0 }] = await grids(name);
    const blocks = Array.from({ length: config.layers }, (_, i) => `block.${i}`);
    const session = await Session.create(
      buildVisionGraph(config, await openComponent(DIR), { exposed: [...blocks, 'patch_embed'] }),
      { precision: 'cast' },
    );
    const outputs = await session.run(
      visionInputs(config, { patches: await goldens.get(`${name}.pixel_values`), grid }),
    );
    for (const block of blocks)
      expect(gap(`${name} ${block}`, outputs[block], await goldens.get(`${name}.vision.${block}`))).toBeLessThanOrEqual(
        TOLERANCE,
      );
    expect(
      gap(`${name} merger`, outputs['tokens'], await goldens.get(`${name}.vision.merger_window_order`)),
    ).toBeLessThanOrEqual(TOLERANCE);
    await session.release();
  });

  test('gives the tokens of the reference, in reading order', async () => {
    const [grid = { rows: 0, columns: 0 }] = await grids(name);
    const tokens = await tower.encode({ patches: await goldens.get(`${name}.pixel_values`), grid });
    expect(gap(`${name} tokens`, tokens, await goldens.get(`${name}.image_embeds`))).toBeLessThanOrEqual(TOLERANCE);
    const fromPixels = await tower.encode(patchPicture(await picture(name), config, processor));
    expect(
      gap(`${name} tokens from pixels`, fromPixels, await goldens.get(`${name}.image_embeds`)),
    ).toBeLessThanOrEqual(TOLERANCE);
  });
});

describe.each([
  ['a', ['a']],
  ['b', ['b']],
  ['ab', ['a', 'b']],
] as const)('a prompt with %s', (name, pictures) => {
  test('has the positions and hidden states of the reference', async () => {
    const ids = await numbers(`${name}.input_ids`);
    const sides = (await grids(name)).map(({ rows, columns }) => ({
      rows: rows / config.merge,
      columns: columns / config.merge,
    }));
    const positions = picturePositions(ids, IMAGE_PAD, sides);
    expect(positions.flat()).toEqual(await numbers(`${name}.position_ids`));
    const values: Tensor<'float32'> = stack(
      ...(await Promise.all(pictures.map((each) => goldens.get(`${each}.image_embeds`)))),
    );
    const places = ids.flatMap((id, place) => (id === IMAGE_PAD ? [place] : []));
    const hidden = await encoder.encode(ids, { positions, embeds: { positions: places, values } });
    expect(
      gap(`${name} hidden`, hidden, unbatched(await goldens.get(`${name}.hidden.last_after_norm`))),
    ).toBeLessThanOrEqual(TOLERANCE);
  });
});

describe('smartSize', () => {
  // Sizes by the rule of `smart_resize` in transformers.
  test.for([
    [384, 384, 392, 392],
    [512, 288, 504, 280],
    [1024, 1024, 1036, 1036],
    [1376, 768, 1372, 756],
    [10, 10, 56, 56],
  ])('%i x %i', ([width = 0, height = 0, w, h]) => {
    expect(smartSize(width, height, 28, processor)).toEqual({ width: w, height: h });
  });

  test('refuses a picture more than 200 times as long as wide', () => {
    expect(() => smartSize(1000, 4, 28, processor)).toThrow('at most 200 times as long as wide');
  });

  test('refuses pictures without colour', () => {
    expect(() =>
      patchPicture({ width: 28, height: 28, channels: 4, data: new Uint8Array(28 * 28 * 4) }, config, processor),
    ).toThrow('reads pictures of 3 channels, got 4');
  });
});

test('a picture of one token is read', async () => {
  const tokens = await tower.encode({
    patches: float32(new Float32Array(4 * 1176), [4, 1176]),
    grid: { rows: 2, columns: 2 },
  });
  expect(tokens.dims).toEqual([1, config.outWidth]);
});
