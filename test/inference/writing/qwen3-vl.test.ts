// Text that Qwen3-VL writes, against transformers' generate. Its hidden states come before the final norm, and features
// of pictures are added to them on the way.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_DEVICE } from '../../../inference/onnx/devices/registry.ts';
import { planLanguageHead } from '../../../inference/text/qwen3-vl/language-head.ts';
import { TextEncoder } from '../../../inference/text/qwen3-vl/text-encoder.ts';
import { VisionTower } from '../../../inference/text/qwen3-vl/vision/vision-tower.ts';
import { CHECKPOINTS, gap } from '../support/goldens.ts';
import { copyComponent, readAll, writeAll } from '../support/temporary-checkpoint.ts';
import { caseNamed, goldens, type Model, picturesOf, release, TOLERANCE, write } from './support.ts';

const DIR = join(CHECKPOINTS, 'tiny-qwen3-vl');
const PICTURE_TOKEN = 301;
let model: Model;

beforeAll(async () => {
  model = {
    encoder: await TextEncoder.load(DIR, { precision: 'fp32', chunkTokens: 8 }),
    head: await (await planLanguageHead({ dir: DIR }, DEFAULT_DEVICE)).load({ precision: 'fp32' }),
  };
});
afterAll(() => release(model));

test('the likeliest text equals the reference', async () => {
  const { written, scores, golden } = await write(model, 'qwen3');
  expect(written.tokens).toEqual(golden.written);
  expect(gap('qwen3 scores', scores, await goldens.get('qwen3.scores'))).toBeLessThanOrEqual(TOLERANCE);
});

test('the likeliest text about two pictures equals the reference', async () => {
  const tower = await VisionTower.load(DIR, { precision: 'fp32' });
  const pictures = await picturesOf(caseNamed('qwen3_picture'), PICTURE_TOKEN, tower);
  const { written, scores, golden } = await write(model, 'qwen3_picture', pictures);
  expect(written.tokens).toEqual(golden.written);
  expect(gap('qwen3 scores', scores, await goldens.get('qwen3_picture.scores'))).toBeLessThanOrEqual(TOLERANCE);
});

test('without a head in its files it cannot write', async () => {
  const dir = await copyComponent(DIR);
  const file = join(dir, 'model.safetensors');
  const tensors = await readAll(file);
  tensors.delete('lm_head.weight');
  await writeAll(file, tensors);
  await expect(planLanguageHead({ dir }, DEFAULT_DEVICE)).rejects.toMatchObject({
    code: 'tensor-missing',
    details: { tensor: 'lm_head.weight', expected: '[320, 64]' },
  });
});
