// Text that a text encoder writes, against transformers' generate: tokens and scores, with pictures and without.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../../inference/checkpoint/config-file.ts';
import { openFiles } from '../../../inference/checkpoint/layout/joined-source.ts';
import { buildChain } from '../../../inference/onnx/chain/build-chain.ts';
import { SessionChain } from '../../../inference/onnx/chain/session-chain.ts';
import { DEFAULT_DEVICE } from '../../../inference/onnx/devices/registry.ts';
import type { PrecisionName } from '../../../inference/precision/registry.ts';
import { noPulse } from '../../../inference/pulse.ts';
import { float32, stackRows, type Tensor } from '../../../inference/tensor.ts';
import { textEncoderConfigSchema } from '../../../inference/text/qwen2.5-vl/config.ts';
import { embed, locateEmbedding } from '../../../inference/text/decoder/embedding.ts';
import { mropeTable } from '../../../inference/text/decoder/mrope.ts';
import { textPositions } from '../../../inference/text/decoder/positions.ts';
import { Reading } from '../../../inference/text/decoder/reading.ts';
import { textParts } from '../../../inference/text/qwen2.5-vl/graph.ts';
import { planLanguageHead } from '../../../inference/text/qwen2.5-vl/language-head.ts';
import { textNames } from '../../../inference/text/qwen2.5-vl/layouts/names.ts';
import { sectionAxes } from '../../../inference/text/qwen2.5-vl/mrope.ts';
import { TextEncoder } from '../../../inference/text/qwen2.5-vl/text-encoder.ts';
import { VisionTower } from '../../../inference/text/qwen2.5-vl/vision/vision-tower.ts';
import { CHECKPOINTS, gap, repoPath, TINY } from '../support/goldens.ts';
import { caseNamed, goldens, picturesOf, release, TOLERANCE, write } from './support.ts';
import { copyComponent, editConfig, readAll, writeAll } from '../support/temporary-checkpoint.ts';

const FOLDER = join(CHECKPOINTS, 'tiny-writer/text_encoder');

async function load(dir: string, precision: PrecisionName = 'fp32') {
  const head = await (await planLanguageHead({ dir }, DEFAULT_DEVICE)).load({ precision });
  return { encoder: await TextEncoder.load(dir, { precision }), head };
}

let model: Awaited<ReturnType<typeof load>>;
beforeAll(async () => {
  model = await load(FOLDER);
});
afterAll(() => release(model));

describe('the likeliest text equals the reference', () => {
  test('of a prompt', async () => {
    const { written, scores, golden } = await write(model, 'text');
    expect(written).toMatchObject({ tokens: golden.written, end: 'length' });
    expect(gap('text scores', scores, await goldens.get('text.scores'))).toBeLessThanOrEqual(TOLERANCE);
  });

  test('of a prompt about two pictures', async () => {
    const tower = await VisionTower.load(FOLDER, { precision: 'fp32' });
    const pictures = await picturesOf(caseNamed('picture'), 929, tower);
    const { written, scores, golden } = await write(model, 'picture', pictures);
    expect(written).toMatchObject({ tokens: golden.written, end: 'length' });
    expect(gap('picture scores', scores, await goldens.get('picture.scores'))).toBeLessThanOrEqual(TOLERANCE);
  });

  test('up to a token that ends it', async () => {
    const { written, scores, golden } = await write(model, 'ended');
    expect(golden.written.length).toBeLessThan(24);
    expect(written).toMatchObject({ tokens: golden.written.slice(0, -1), end: 'model' });
    expect(gap('ended scores', scores, await goldens.get('ended.scores'))).toBeLessThanOrEqual(TOLERANCE);
  });

  test('of a model whose embedding is its head too, repeating itself or not', async () => {
    const tied = await load(join(TINY, 'text_encoder'));
    for (const name of ['tied', 'penalised']) {
      const { written, scores, golden } = await write(tied, name);
      expect(written.tokens).toEqual(golden.written);
      const kept = scores.data.filter((_, i) => (i % 152_064) % golden.stride === 0);
      const expected = await goldens.get(`${name}.scores`);
      expect(gap(`${name} scores`, float32(kept, expected.dims), expected)).toBeLessThanOrEqual(TOLERANCE);
    }
    await release(tied);
  });

  test('with weights widened in every run', async () => {
    const cast = await load(FOLDER, 'cast');
    const { written, golden } = await write(cast, 'text');
    expect(written.tokens).toEqual(golden.written);
    await release(cast);
  });
});

test('a text that is read token by token, in groups of layers, has the hidden states of the whole', async () => {
  const { prompt } = caseNamed('text');
  const config = await readConfig(FOLDER, textEncoderConfigSchema);
  const weights = textNames(await openFiles({ dir: FOLDER }));
  const chain = buildChain(textParts(config), weights, { isFull: () => true });
  expect(chain.groups).toHaveLength(config.layers);
  const session = await SessionChain.create(chain, { precision: 'cast' });
  const reading = new Reading(config, session, {});
  const states: Tensor<'float32'>[] = [];
  for (const [i, id] of prompt.entries()) {
    const embeds = await embed(config, locateEmbedding(config, weights).table, [id]);
    const rope = mropeTable(config, sectionAxes(config.mropeSections), textPositions(prompt.length), i, i + 1);
    const read = await reading.read({ embeds, rope, others: {} }, { continues: true, pulse: noPulse });
    states.push(float32(read, [1, config.width]));
  }
  expect(gap('token by token', stackRows(states), await model.encoder.encode(prompt))).toBeLessThanOrEqual(1e-5);
  await session.release();
});

describe('the settings of generation', () => {
  test('come from generation_config.json; one token to choose from means the likeliest, not a way to draw', () => {
    expect(model.head.generation).toEqual({ ends: [919, 917], repetitionPenalty: 1.05, topK: 50, topP: 1 });
  });
});

describe('a text encoder without a language head', () => {
  test('is named, with the tensor that is missing and what to get', async () => {
    const dir = await copyComponent(FOLDER);
    const file = join(dir, 'model.safetensors');
    const tensors = await readAll(file);
    expect(tensors.delete('lm_head.weight')).toBe(true);
    await writeAll(file, tensors);
    await expect(planLanguageHead({ dir }, DEFAULT_DEVICE)).rejects.toMatchObject({
      code: 'tensor-missing',
      message: expect.stringMatching(
        /cannot write: it has no language head \(tensor lm_head\.weight \[939, 64\]\)\. Ch/,
      ),
      details: { tensor: 'lm_head.weight' },
    });
    await expect(TextEncoder.plan({ dir })).resolves.toBeDefined();
  });

  test('writes with its embedding when the config ties the two', async () => {
    const dir = await copyComponent(FOLDER);
    const { text_config: own } = JSON.parse(await readFile(join(dir, 'config.json'), 'utf8')) as {
      text_config: object;
    };
    await editConfig(dir, { text_config: { ...own, tie_word_embeddings: true } });
    const tied = await (await planLanguageHead({ dir }, DEFAULT_DEVICE)).load({ precision: 'fp32' });
    const hidden = float32(new Float32Array(64).fill(0.5), [1, 64]);
    expect(gap('tied', await tied.scores(hidden), await model.head.scores(hidden))).toBeGreaterThan(0.1);
    await tied.release();
  });

  test('is the one that ships: it was trained to encode', async () => {
    const dir = repoPath('models/nano/text_encoder');
    await expect(planLanguageHead({ dir }, DEFAULT_DEVICE)).rejects.toMatchObject({ code: 'tensor-missing' });
  });
});
