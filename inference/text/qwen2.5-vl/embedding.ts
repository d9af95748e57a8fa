/** Token embeddings, read row by row from the checkpoint: the table is large and a prompt uses little of it. */
import { readRows } from '../../checkpoint/read-rows.ts';
import type { WeightLocation } from '../../checkpoint/stored-weight.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import { InferenceError } from '../../errors.ts';
import { WeightRequests } from '../../onnx/weight-requests.ts';
import type { Tensor } from '../../tensor.ts';
import { expectMatrix } from '../../tensor-shape.ts';
import type { TextEncoderConfig } from './config.ts';

const TABLE = 'model.embed_tokens.weight';

/** Values that take the place of embeddings, such as those of image tokens. */
export interface EmbeddingOverrides {
  /** Places in the prompt. */
  readonly positions: readonly number[];
  /** [positions.length, width] */
  readonly values: Tensor<'float32'>;
}

/**
 * Finds the table [vocabulary, width].
 * @throws InferenceError `tensor-missing` or `tensor-mismatch`.
 */
export function locateEmbedding(
  config: TextEncoderConfig,
  weights: WeightSource,
): { readonly name: string; readonly location: WeightLocation } {
  const requests = new WeightRequests(weights);
  const found = requests.request(TABLE, [config.vocabulary, config.width]);
  requests.assertFound();
  if (!found) throw new Error('unreachable: a missing tensor is a problem');
  return { name: TABLE, location: found.location };
}

/**
 * Embeddings [tokenIds.length, width] of a prompt.
 * @throws InferenceError `invalid-input` when a token is outside the vocabulary or overrides do not fit.
 */
export async function embed(
  config: TextEncoderConfig,
  table: WeightLocation,
  tokenIds: readonly number[],
  overrides?: EmbeddingOverrides,
): Promise<Tensor<'float32'>> {
  const stranger = tokenIds.find((id) => !Number.isInteger(id) || id < 0 || id >= config.vocabulary);
  if (stranger !== undefined) {
    throw new InferenceError('invalid-input', `Token ${stranger} is outside the vocabulary of ${config.vocabulary}`, {
      field: 'tokenIds',
      expected: `0 to ${config.vocabulary - 1}`,
      received: `${stranger}`,
    });
  }
  const embeds = await readRows(table, tokenIds);
  if (!overrides) return embeds;
  expectMatrix('embeds', overrides.values, overrides.positions.length, config.width);
  overrides.positions.forEach((position, row) => {
    if (position < 0 || position >= tokenIds.length) {
      throw new InferenceError(
        'invalid-input',
        `embeds: position ${position} is outside the prompt of ${tokenIds.length} tokens`,
        { field: 'embeds', expected: `0 to ${tokenIds.length - 1}`, received: `${position}` },
      );
    }
    embeds.data.set(
      overrides.values.data.subarray(row * config.width, (row + 1) * config.width),
      position * config.width,
    );
  });
  return embeds;
}
