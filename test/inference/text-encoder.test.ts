// The text encoder against the reference: embeddings, every layer, whole prompts, prompts in pieces.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openComponent } from '../../inference/checkpoint/component.ts';
import { readConfig } from '../../inference/checkpoint/config-file.ts';
import { Session } from '../../inference/onnx/session.ts';
import { chunksOf } from '../../inference/text/decoder/chunks.ts';
import { textEncoderConfigSchema } from '../../inference/text/qwen2.5-vl/config.ts';
import { embed, locateEmbedding } from '../../inference/text/decoder/embedding.ts';
import { emptyCache } from '../../inference/text/decoder/key-value-cache.ts';
import { mropeTable } from '../../inference/text/decoder/mrope.ts';
import { textPositions } from '../../inference/text/decoder/positions.ts';
import { buildTextGraph } from '../../inference/text/qwen2.5-vl/graph.ts';
import { sectionAxes } from '../../inference/text/qwen2.5-vl/mrope.ts';
import { TextEncoder } from '../../inference/text/qwen2.5-vl/text-encoder.ts';
import { float32, type Tensor } from '../../inference/tensor.ts';
import { gap, openGoldens, TINY, unbatched } from './support/goldens.ts';
import { readAll } from './support/temporary-checkpoint.ts';
import { repoPath } from './support/goldens.ts';

const TOLERANCE = 1e-4;
const FOLDER = join(TINY, 'text_encoder');
const goldens = await openGoldens('text');
let encoder: TextEncoder;
let tokenIds: readonly number[];

beforeAll(async () => {
  encoder = await TextEncoder.load(FOLDER, { precision: 'fp32' });
  const ids = (await readAll(repoPath('test/fixtures/goldens/text.safetensors'))).get('trace.input_ids');
  tokenIds = [...new BigInt64Array(Uint8Array.from(ids?.data ?? []).buffer)].map(Number);
});
afterAll(() => encoder.release());

describe('hidden states equal the reference', () => {
  test('for the whole prompt, after the final norm', async () => {
    const hidden = await encoder.encode(tokenIds);
    expect(hidden.dims).toEqual([85, 64]);
    expect(gap('last_after_norm', hidden, await goldens.get('trace.hidden.last_after_norm'))).toBeLessThanOrEqual(
      TOLERANCE,
    );
    // The pipeline drops the 34 tokens of the template before the prompt.
    const kept = float32(hidden.data.slice(34 * 64), [51, 64]);
    expect(gap('prompt.3.embeds', kept, await goldens.get('prompt.3.embeds'))).toBeLessThanOrEqual(TOLERANCE);
  });

  test('with weights widened in every run', async () => {
    const cast = await TextEncoder.load(FOLDER, { precision: 'cast' });
    expect(
      gap('cast', await cast.encode(tokenIds), await goldens.get('trace.hidden.last_after_norm')),
    ).toBeLessThanOrEqual(TOLERANCE);
    await cast.release();
  });

  test.for([1, 7, 32, 84])('in chunks of %i tokens', async (chunkTokens) => {
    const chunked = await TextEncoder.load(FOLDER, { precision: 'fp32', chunkTokens });
    expect(
      gap(`chunks of ${chunkTokens}`, await chunked.encode(tokenIds), await encoder.encode(tokenIds)),
    ).toBeLessThanOrEqual(1e-5);
    await chunked.release();
  });

  test('after every layer', async () => {
    const config = await readConfig(FOLDER, textEncoderConfigSchema);
    const weights = await openComponent(FOLDER);
    const stages = [...Array.from({ length: config.layers }, (_, i) => `hidden.${i}`), 'hidden.last_before_norm'];
    const session = await Session.create(buildTextGraph(config, weights, { exposed: stages }), { precision: 'fp32' });
    const rope = mropeTable(config, sectionAxes(config.mropeSections), textPositions(85), 0, 85);
    const outputs = await session.run({
      'embeds': await embed(config, locateEmbedding(config, weights).table, tokenIds),
      'rope.cos': rope.cos,
      'rope.sin': rope.sin,
      'last_index': { dtype: 'int32', dims: [1], data: Int32Array.of(84) },
      'total': { dtype: 'int32', dims: [], data: Int32Array.of(85) },
      ...emptyCache(config),
    });
    for (const stage of stages) {
      expect(gap(stage, outputs[stage], unbatched(await goldens.get(`trace.${stage}`)))).toBeLessThanOrEqual(TOLERANCE);
    }
    await session.release();
  });
});

describe('prompts with images', () => {
  test('rows replace embeddings, and later tokens alone change', async () => {
    const values: Tensor<'float32'> = float32(new Float32Array(2 * 64).fill(0.25), [2, 64]);
    const changed = await encoder.encode(tokenIds, { embeds: { positions: [40, 41], values } });
    const plain = await encoder.encode(tokenIds);
    // Attention is causal: what comes before the change stays.
    expect(
      gap('before', float32(changed.data.slice(0, 40 * 64), [40, 64]), float32(plain.data.slice(0, 40 * 64), [40, 64])),
    ).toBe(0);
    expect(gap('after', changed, plain)).toBeGreaterThan(0.01);
  });

  test('positions have three axes, each with its own rotary pairs', () => {
    const config = { headDim: 16, ropeTheta: 1e6 };
    const axes = sectionAxes([2, 3, 3]);
    const at = (positions: readonly [number[], number[], number[]]): number[] => [
      ...mropeTable(config, axes, positions, 0, 1).sin.data,
    ];
    const [time, row, column] = [at([[5], [0], [0]]), at([[0], [5], [0]]), at([[0], [0], [5]])];
    const all = at([[5], [5], [5]]);
    expect([...time.slice(0, 2), ...row.slice(2, 5), ...column.slice(5)]).toEqual(all);
    expect([...time.slice(2), ...row.slice(0, 2), ...column.slice(0, 5)].every((sine) => sine === 0)).toBe(true);
  });
});

describe('encode refuses', () => {
  test('a token outside the vocabulary', async () => {
    await expect(encoder.encode([1, 152_064])).rejects.toMatchObject({
      code: 'invalid-input',
      details: { received: '152064' },
    });
  });
  test('more tokens than the checkpoint takes', async () => {
    await expect(encoder.encode(Array.from({ length: 128_001 }, () => 1))).rejects.toMatchObject({
      code: 'prompt-too-long',
      details: { expected: 'at most 128000 tokens', received: '128001 tokens' },
    });
  });
  test('an empty prompt', async () => {
    await expect(encoder.encode([])).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

test('chunks cover a prompt and bound the attention scores', () => {
  expect(chunksOf(2500, 28, 1024)).toEqual([
    { from: 0, to: 1024 },
    { from: 1024, to: 2048 },
    { from: 2048, to: 2500 },
  ]);
  const long = chunksOf(32_000, 28, 1024);
  expect(long.at(-1)?.to).toBe(32_000);
  expect(Math.max(...long.map(({ from, to }) => (to - from) * to * 28 * 4))).toBeLessThanOrEqual(2 ** 30);
});
