/** The tiny checkpoint of Qwen-Image-2.1 and what the reference makes of it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildWhole } from '../../../inference/onnx/chain/build-chain.ts';
import { Session, type Tensors } from '../../../inference/onnx/session.ts';
import { float32, type Tensor, zeros } from '../../../inference/tensor.ts';
import { embed, type EmbeddingOverrides, locateEmbedding } from '../../../inference/text/decoder/embedding.ts';
import { emptyCache } from '../../../inference/text/decoder/key-value-cache.ts';
import { mropeTable } from '../../../inference/text/decoder/mrope.ts';
import type { TokenPositions } from '../../../inference/text/decoder/positions.ts';
import { featuresOf } from '../../../inference/text/qwen3-vl/features.ts';
import { deepstackName, textParts } from '../../../inference/text/qwen3-vl/graph.ts';
import { interleavedAxes } from '../../../inference/text/qwen3-vl/mrope.ts';
import { openLanguageModel } from '../../../inference/text/qwen3-vl/open.ts';
import { Tokenizer } from '../../../inference/text/tokenizer/tokenizer.ts';
import { bundledTokenizer } from '../../../inference/text/tokenizer/bundled.ts';
import { CHECKPOINTS, type Goldens, repoPath } from '../support/goldens.ts';

export const TINY_21 = join(CHECKPOINTS, 'tiny-2.1');
export const TEXT_ENCODER = join(TINY_21, 'text_encoder');

/** The tolerances that the goldens come with: text alone, and pictures. */
export const TEXT_TOLERANCE = 1e-4;
export const VISION_TOLERANCE = 3e-4;

export const IMAGE_PAD = 151_655;

/** The prompts of `text.safetensors`. */
export const PROMPTS = [
  'A red fox in the snow',
  '一只戴着帽子的猫，坐在窗边，水彩画',
  '',
  'A shop window at night with a neon sign that says "OPEN 24/7", rain on the glass',
] as const;

export const tokenizer = (): Promise<Tokenizer> => Tokenizer.load(bundledTokenizer('qwen3-vl'));

/** Values of a golden tensor as numbers. */
export async function numbers(goldens: Goldens, name: string): Promise<number[]> {
  return [...(await goldens.get(name)).data];
}

/** Patch grids of the pictures of a golden prompt, in order. */
export async function grids(goldens: Goldens, name: string): Promise<{ rows: number; columns: number }[]> {
  const values = await numbers(goldens, `${name}.image_grid_thw`);
  return Array.from({ length: values.length / 3 }, (_, i) => ({
    rows: values[i * 3 + 1] ?? 0,
    columns: values[i * 3 + 2] ?? 0,
  }));
}

/** A table of rotary pairs as the reference holds it: both halves of a head. */
export function twice({ data, dims }: Tensor<'float32'>): Tensor<'float32'> {
  const [rows = 0, pairs = 0] = dims;
  const both = Array.from({ length: rows }, (_, row) => [...data.subarray(row * pairs, (row + 1) * pairs)]);
  return float32(Float32Array.from(both.flatMap((row) => [...row, ...row])), [rows, 2 * pairs]);
}

interface Prompt {
  readonly ids: readonly number[];
  readonly positions: TokenPositions;
  readonly embeds?: EmbeddingOverrides;
  /** Of the pictures, one matrix for each level. */
  readonly features?: readonly Tensor<'float32'>[];
}

/** Values within the language model, from one graph over the whole prompt. */
export async function valuesWithin(
  { ids, positions, embeds, features = [] }: Prompt,
  stages: readonly string[],
): Promise<Tensors> {
  const { config, weights } = await openLanguageModel({ dir: TEXT_ENCODER });
  const graph = buildWhole(textParts(config), weights, { exposed: stages });
  const session = await Session.create(graph, { precision: 'fp32' });
  const rope = mropeTable(config, interleavedAxes(config.mropeSections), positions, 0, ids.length);
  const none = zeros([0, config.width]);
  const levels = Array.from({ length: config.deepstackLevels }, (_, level) => [
    deepstackName(level),
    featuresOf(embeds?.positions ?? [], features[level] ?? none, config.width, 0, ids.length),
  ]);
  const outputs = await session.run({
    'embeds': await embed(config, locateEmbedding(config, weights).table, ids, embeds),
    'rope.cos': rope.cos,
    'rope.sin': rope.sin,
    'last_index': { dtype: 'int32', dims: [1], data: Int32Array.of(ids.length - 1) },
    'total': { dtype: 'int32', dims: [], data: Int32Array.of(ids.length) },
    ...(Object.fromEntries(levels) as Tensors),
    ...emptyCache(config),
  });
  await session.release();
  return outputs;
}

/** Ids of prompts in the templates, `imagesN` with N pictures. */
export interface TokenGoldens {
  readonly templates: Readonly<Record<'t2i' | 'images1' | 'images2' | 'images3', string>>;
  readonly drop_tokens: readonly number[];
  readonly grid_thw: Readonly<Record<'images1' | 'images2' | 'images3', readonly (readonly number[])[]>>;
  readonly added_tokens: Readonly<Record<string, string>>;
  readonly rows: readonly Readonly<
    { readonly prompt: string } & Record<'raw' | 't2i' | 'images1' | 'images2' | 'images3', readonly number[]>
  >[];
}

export async function tokenGoldens(): Promise<TokenGoldens> {
  const text = await readFile(repoPath('test/fixtures/goldens/qwen-image-2.1/tokens.json'), 'utf8');
  return JSON.parse(text) as TokenGoldens;
}
