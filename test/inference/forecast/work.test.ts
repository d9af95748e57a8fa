/** The arithmetic of models, against figures of a table and against the shapes of all tensors of published models. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { transformerConfigSchema } from '../../../inference/families/qwen-image/transformer/config.ts';
import { vaeConfigSchema } from '../../../inference/families/qwen-image/vae/config.ts';
import { textEncoderWork, visionWork } from '../../../inference/families/qwen-image/work/text.ts';
import { transformerWork } from '../../../inference/families/qwen-image/work/transformer.ts';
import { decoderWork, encoderWork } from '../../../inference/families/qwen-image/work/vae.ts';
import { work } from '../../../inference/families/qwen-image/work/work.ts';
import { textEncoderConfigSchema } from '../../../inference/text/qwen2.5-vl/config.ts';
import { visionConfigSchema } from '../../../inference/text/qwen2.5-vl/vision/config.ts';
import { repoPath, TINY } from '../support/goldens.ts';

const GIGA = 1e9;
const sum = ({ linear, attention }: { readonly linear: number; readonly attention: number }): number =>
  linear + attention;

/** Shapes of all tensors of a published model, by name. */
async function layout(name: string): Promise<[name: string, shape: readonly number[]][]> {
  const text = await readFile(repoPath(`test/fixtures/layouts/${name}.json`), 'utf8');
  return Object.entries(JSON.parse(text) as Record<string, number[]>);
}

/** Two operations for each value of the weights, times the rows that `rowsOf` says each weight is used for. */
function ofWeights(
  tensors: readonly [name: string, shape: readonly number[]][],
  rowsOf: (name: string) => number,
): number {
  return tensors.reduce((total, [name, shape]) => {
    if (shape.length < 2 || !name.endsWith('.weight')) return total;
    // Of a kernel over time, a still picture sees the last tap.
    const frames = shape.length === 5 ? (shape[2] ?? 1) : 1;
    return total + 2 * rowsOf(name) * shape.reduce((product, size) => product * size, 1 / frames);
  }, 0);
}

describe('a pass of the transformer', () => {
  const published = transformerConfigSchema.parse({ out_channels: 16 });

  it.each([
    [1024, 261],
    [4096, 1155],
  ])('takes %i image tokens and 64 of text through a block in %i GFLOP', (image, gigaflop) => {
    const block = transformerWork({ ...published, layers: 1 });
    const first = sum(block.of({ latentPixels: image * 4, referencePixels: 0, passes: [64] }));
    const second = sum(
      transformerWork({ ...published, layers: 2 }).of({ latentPixels: image * 4, referencePixels: 0, passes: [64] }),
    );
    expect(Math.abs((second - first) / GIGA - gigaflop)).toBeLessThan(0.6);
  });

  it('takes 69 TFLOP at 1024 x 1024, 56 of them linear and 13 in attention', () => {
    const { linear, attention } = transformerWork(published).of({
      latentPixels: 128 * 128,
      referencePixels: 0,
      passes: [64],
    });
    expect(linear / 1e12).toBeCloseTo(56.5, 1);
    expect(attention / 1e12).toBeCloseTo(12.8, 1);
  });

  it('multiplies every weight of its blocks, and the ends, with each token of its stream', async () => {
    const [image, text] = [1024, 64];
    const expected = ofWeights(await layout('transformer-qwen-image'), (name) => {
      // The modulation is computed once for a schedule.
      if (/_mod\.|time_text_embed|norm_out/.test(name)) return 0;
      return /add_|txt_/.test(name) ? text : image;
    });
    expect(
      transformerWork(published).of({ latentPixels: image * 4, referencePixels: 0, passes: [text] }).linear / expected,
    ).toBeCloseTo(1, 9);
  });

  it('is counted for each prompt of guidance', () => {
    const model = transformerWork(published);
    const [one, both] = [[20], [20, 20]].map((passes) =>
      sum(model.of({ latentPixels: 4096, referencePixels: 0, passes })),
    );
    expect(both).toBe(2 * (one ?? 0));
  });
});

describe('the VAE', () => {
  const z = Array.from({ length: 16 }, () => 1);
  const config = vaeConfigSchema.parse({ latents_mean: z, latents_std: z });
  const unused = (name: string): boolean => name.includes('time_conv');

  it('decodes with every convolution at its resolution', async () => {
    const expected = ofWeights(await layout('vae-qwen-image'), (name) => {
      if (unused(name) || /^(encoder|quant_conv)/.test(name)) return 0;
      const [, level, part] = /^decoder\.up_blocks\.(\d)\.(\w+)/.exec(name) ?? [];
      if (level !== undefined) return 4 ** (Number(level) + (part === 'upsamplers' ? 1 : 0));
      return name.startsWith('decoder.conv_out') ? 64 : 1;
    });
    expect(decoderWork(config).of({ latentPixels: 100, frames: 3 }).linear / (300 * expected)).toBeCloseTo(1, 9);
  });

  it('encodes with every convolution at its resolution', async () => {
    const expected = ofWeights(await layout('vae-qwen-image'), (name) => {
      if (unused(name) || /^(decoder|post_quant_conv)/.test(name)) return 0;
      const [, index] = /^encoder\.down_blocks\.(\d+)/.exec(name) ?? [];
      if (index !== undefined) return 64 / 4 ** Math.floor((Number(index) + (name.includes('resample') ? 1 : 0)) / 3);
      return name.startsWith('encoder.conv_in') ? 64 : 1;
    });
    expect(encoderWork(config).of({ pixels: 6400 }).linear / (100 * expected)).toBeCloseTo(1, 9);
  });
});

describe('the text encoder', () => {
  it('multiplies every weight of its layers with each token, those before the prompt included', async () => {
    const tensors = await layout('text_encoder-qwen2.5-vl-7b');
    const config = textEncoderConfigSchema.parse({
      hidden_size: 3584,
      num_hidden_layers: 28,
      num_attention_heads: 28,
      num_key_value_heads: 4,
      intermediate_size: 18_944,
      vocab_size: 152_064,
      rope_scaling: { mrope_section: [16, 24, 24] },
    });
    const expected = ofWeights(tensors, (name) => (name.startsWith('model.layers.') ? 100 : 0));
    expect(textEncoderWork(config).of({ tokens: 66 }).linear / expected).toBeCloseTo(1, 9);
  });

  it('reads pictures with every weight of its vision tower', async () => {
    const config = visionConfigSchema.parse({ vision_config: {} });
    const patches = 4 * 100;
    const expected = ofWeights(await layout('text_encoder-qwen2.5-vl-7b'), (name) => {
      if (!name.startsWith('visual.')) return 0;
      if (name.includes('patch_embed')) return 2 * patches; // Both frames of a patch are the picture.
      return name.includes('merger') ? patches / 4 : patches;
    });
    expect(visionWork(config).of({ pixels: patches * 14 ** 2 }).linear / expected).toBeCloseTo(1, 9);
  });
});

it('reads the proportions of models from their configs', async () => {
  const [transformer, vae] = await Promise.all([
    work.denoiseStep({ dir: `${TINY}/transformer` }),
    work.decodeLatents({ dir: `${TINY}/vae` }),
  ]);
  expect(transformer.of({ latentPixels: 64, referencePixels: 0, passes: [9] }).linear).toBeGreaterThan(0);
  expect(vae.of({ latentPixels: 64, frames: 1 }).linear).toBeGreaterThan(0);
  expect(transformer.proportions).not.toBe(vae.proportions);
});
