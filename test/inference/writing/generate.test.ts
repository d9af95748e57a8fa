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
import type { EncodeExtras } from '../../../inference/text/decoder/decoder.ts';
import { embed, locateEmbedding } from '../../../inference/text/decoder/embedding.ts';
import { mropeTable } from '../../../inference/text/decoder/mrope.ts';
import { picturePositions, textPositions } from '../../../inference/text/decoder/positions.ts';
import { Reading } from '../../../inference/text/decoder/reading.ts';
import { textParts } from '../../../inference/text/qwen2.5-vl/graph.ts';
import { planLanguageHead } from '../../../inference/text/qwen2.5-vl/language-head.ts';
import { textNames } from '../../../inference/text/qwen2.5-vl/layouts/names.ts';
import { sectionAxes } from '../../../inference/text/qwen2.5-vl/mrope.ts';
import { TextEncoder } from '../../../inference/text/qwen2.5-vl/text-encoder.ts';
import { VisionTower } from '../../../inference/text/qwen2.5-vl/vision/vision-tower.ts';
import type { LanguageHead } from '../../../inference/text/writing/language-head.ts';
import { writeText } from '../../../inference/text/writing/write-text.ts';
import { CHECKPOINTS, gap, openGoldens, repoPath, TINY } from '../support/goldens.ts';
import { copyComponent, editConfig, readAll, writeAll } from '../support/temporary-checkpoint.ts';

const TOLERANCE = 1e-4;
const FOLDER = join(CHECKPOINTS, 'tiny-writer/text_encoder');

interface Case {
  readonly prompt: readonly number[];
  readonly grids: readonly (readonly [frames: number, rows: number, columns: number])[];
  /** With the token that ended it, if one did. */
  readonly written: readonly number[];
  /** Between the tokens whose scores are kept. */
  readonly stride: number;
  readonly repetition_penalty: number;
  readonly eos_token_id: number | readonly number[];
}

const goldens = await openGoldens('writing');
const { cases } = JSON.parse(await readFile(repoPath('test/fixtures/goldens/writing.json'), 'utf8')) as {
  readonly cases: Readonly<Record<string, Case>>;
};
const caseNamed = (name: string): Case => {
  const found = cases[name];
  if (!found) throw new Error(`There is no case ${name}`);
  return found;
};

/** Tells the tokens apart in words. */
const words = { decode: (ids: readonly number[]) => ids.map((id) => `<${id}>`).join(''), idOf: () => undefined };

interface Model {
  readonly encoder: TextEncoder;
  readonly head: LanguageHead;
}

async function load(dir: string, precision: PrecisionName = 'fp32'): Promise<Model> {
  const head = await (await planLanguageHead({ dir }, DEFAULT_DEVICE)).load({ precision });
  return { encoder: await TextEncoder.load(dir, { precision }), head };
}

const release = async ({ encoder, head }: Model): Promise<void> => {
  await Promise.all([encoder.release(), head.release()]);
};

/** Patches of the case, through the vision tower. */
async function picturesOf(name: string, { prompt, grids }: Case): Promise<EncodeExtras> {
  if (grids.length === 0) return {};
  const tower = await VisionTower.load(FOLDER, { precision: 'fp32' });
  const tokens: Tensor<'float32'>[] = [];
  for (const [i, [, rows, columns]] of grids.entries()) {
    const patches = await goldens.get(`${name}.patches.${i}`);
    tokens.push(await tower.encode({ patches, grid: { rows, columns } }));
  }
  await tower.release();
  const pad = 929;
  const sides = grids.map(([, rows, columns]) => ({ rows: rows / 2, columns: columns / 2 }));
  return {
    positions: picturePositions(prompt, pad, sides),
    embeds: { positions: prompt.flatMap((id, place) => (id === pad ? [place] : [])), values: stackRows(tokens) },
  };
}

/** What the model writes, and the scores on the way, before repetition is made less likely. */
async function write({ encoder, head }: Model, name: string) {
  const golden = caseNamed(name);
  const scores: Tensor<'float32'>[] = [];
  const written = await writeText(
    {
      tokenizer: words,
      reader: encoder.continue(golden.prompt, await picturesOf(name, golden)),
      scores: async (hidden) => {
        const given = await head.scores(hidden);
        scores.push(float32(given.data.slice(), given.dims));
        return given;
      },
      generation: {
        ...head.generation,
        repetitionPenalty: golden.repetition_penalty,
        ends: [golden.eos_token_id].flat(),
      },
    },
    golden.prompt,
    { temperature: 0, seed: '0', mostTokens: Math.max(golden.written.length, 8), stops: [] },
    noPulse,
  );
  return { written, scores: stackRows(scores), golden };
}

let model: Model;
beforeAll(async () => {
  model = await load(FOLDER);
});
afterAll(() => release(model));

describe('the likeliest text equals the reference', () => {
  test.for(['text', 'picture'])('of the prompt "%s"', async (name) => {
    const { written, scores, golden } = await write(model, name);
    expect(written).toMatchObject({ tokens: golden.written, end: 'length' });
    expect(gap(`${name} scores`, scores, await goldens.get(`${name}.scores`))).toBeLessThanOrEqual(TOLERANCE);
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
