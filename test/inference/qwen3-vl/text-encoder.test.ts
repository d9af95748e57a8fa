// The language model of Qwen3-VL against the reference: prompts, layers, rotary tables, prompts in pieces.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { float32, type Tensor, zeros } from '../../../inference/tensor.ts';
import { mropeTable } from '../../../inference/text/decoder/mrope.ts';
import { textPositions } from '../../../inference/text/decoder/positions.ts';
import { interleavedAxes } from '../../../inference/text/qwen3-vl/mrope.ts';
import { TextEncoder } from '../../../inference/text/qwen3-vl/text-encoder.ts';
import { gap, openGoldens, unbatched } from '../support/goldens.ts';
import { numbers, PROMPTS, TEXT_ENCODER, TEXT_TOLERANCE, tokenizer, twice, valuesWithin } from './support.ts';

const goldens = await openGoldens('qwen-image-2.1/text');
const traced = await numbers(goldens, 'trace.input_ids');
const prompts = await tokenizer();
let encoder: TextEncoder;

beforeAll(async () => {
  encoder = await TextEncoder.load(TEXT_ENCODER, { precision: 'fp32' });
});
afterAll(() => encoder.release());

const SYSTEM = '<|im_start|>system\nComprehend and analyze the provided prompt.<|im_end|>\n';

/** Hidden states of a prompt in its template, those of the system message left out. */
async function conditioning(prompt: string): Promise<Tensor<'float32'>> {
  const said = prompt === '' ? ' ' : prompt;
  const message = `<|im_start|>user\n${said}<|im_end|>\n<|im_start|>assistant\n`;
  const ids = prompts.encode(SYSTEM + message);
  const drop = prompts.count(SYSTEM);
  const { data, dims } = await encoder.encode(ids);
  const width = dims[1] as number;
  return float32(data.slice(drop * width), [ids.length - drop, width]);
}

describe('hidden states equal the reference', () => {
  test.for([...PROMPTS.entries()])('for prompt %i, %j', async ([i, prompt]) => {
    const expected = unbatched(await goldens.get(`prompt.${i}.embeds`));
    const made = await conditioning(prompt);
    expect(made.dims).toEqual(expected.dims);
    expect(gap(`prompt.${i}`, made, expected)).toBeLessThanOrEqual(TEXT_TOLERANCE);
  });

  test('as those of a padded batch, whose padding is cut off', async () => {
    const [batch, mask] = [await goldens.get('batched.embeds'), await goldens.get('batched.mask')];
    const [, tokens = 0, width = 0] = batch.dims;
    for (const [i, prompt] of PROMPTS.entries()) {
      const length = mask.data.subarray(i * tokens, (i + 1) * tokens).reduce((sum, each) => sum + each, 0);
      const at = i * tokens * width;
      const expected = float32(batch.data.slice(at, at + length * width), [length, width]);
      expect(gap(`batched ${i}`, await conditioning(prompt), expected)).toBeLessThanOrEqual(TEXT_TOLERANCE);
    }
    expect((await numbers(goldens, 'batched.image_pad_mask')).every((each) => each === 0)).toBe(true);
  });

  test('before the final norm, not after it', async () => {
    const hidden = await encoder.encode(traced);
    expect(gap('last layer', hidden, await goldens.get('trace.hidden.5'))).toBeLessThanOrEqual(TEXT_TOLERANCE);
    expect(gap('after the norm', hidden, await goldens.get('trace.last_after_norm'))).toBeGreaterThan(0.1);
  });

  test('with weights widened in every run', async () => {
    const cast = await TextEncoder.load(TEXT_ENCODER, { precision: 'cast' });
    const expected = await goldens.get('trace.hidden.5');
    expect(gap('cast', await cast.encode(traced), expected)).toBeLessThanOrEqual(TEXT_TOLERANCE);
    await cast.release();
  });

  test.for([1, 7, 44])('in chunks of %i tokens', async (chunkTokens) => {
    const chunked = await TextEncoder.load(TEXT_ENCODER, { precision: 'fp32', chunkTokens });
    const [made, whole] = [await chunked.encode(traced), await encoder.encode(traced)];
    expect(gap(`chunks of ${chunkTokens}`, made, whole)).toBeLessThanOrEqual(1e-5);
    await chunked.release();
  });

  test('within and after every layer', async () => {
    const hidden = Array.from({ length: encoder.config.layers }, (_, i) => `hidden.${i}`);
    const stages = [...hidden, 'layer.0.q_norm', 'layer.0.k_norm', 'layer.0.attn', 'layer.0.mlp'];
    const values = await valuesWithin({ ids: traced, positions: textPositions(traced.length) }, stages);
    for (const stage of stages) {
      const expected = await goldens.get(`trace.${stage}`);
      expect(gap(stage, values[stage], expected)).toBeLessThanOrEqual(TEXT_TOLERANCE);
    }
  });
});

describe('rotary pairs', () => {
  test('follow time, row and column in turn, as far as their sections reach', () => {
    expect(interleavedAxes([6, 5, 5]).join('')).toBe('0120120120120120');
    // Qwen3-VL-8B: rows at 1, 4, ..., 58 and columns at 2, 5, ..., 59.
    const axes = interleavedAxes([24, 20, 20]);
    expect(axes.map((axis, pair) => (axis === 1 ? pair : -1)).filter((pair) => pair >= 0)).toEqual(
      Array.from({ length: 20 }, (_, i) => 3 * i + 1),
    );
    expect(axes.map((axis, pair) => (axis === 2 ? pair : -1)).filter((pair) => pair >= 0)).toEqual(
      Array.from({ length: 20 }, (_, i) => 3 * i + 2),
    );
    expect(axes.filter((axis) => axis === 0)).toHaveLength(24);
  });

  test('have the angles of the reference', async () => {
    const { config } = encoder;
    const tokens = traced.length;
    const rope = mropeTable(config, interleavedAxes(config.mropeSections), textPositions(tokens), 0, tokens);
    for (const part of ['cos', 'sin'] as const) {
      expect(gap(part, twice(rope[part]), await goldens.get(`trace.rope.${part}`))).toBeLessThanOrEqual(1e-5);
    }
  });
});

describe('encode refuses', () => {
  test('a token outside the vocabulary', async () => {
    await expect(encoder.encode([1, 151_936])).rejects.toMatchObject({
      code: 'invalid-input',
      details: { received: '151936' },
    });
  });
  test('rows of a picture without the features of every level', async () => {
    const embeds = { positions: [1], values: zeros([1, encoder.config.width]) };
    await expect(encoder.encode([1, 2], { embeds })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
