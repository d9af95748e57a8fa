/** Token embeddings, read row by row from the checkpoint: the table is large and a prompt uses little of it. */
import { readRows } from '../../checkpoint/rows/read-rows.ts';
import type { StoredWeight } from '../../checkpoint/stored-weight.ts';
import type { WeightSource } from '../../checkpoint/weight-source.ts';
import { InferenceError } from '../../errors.ts';
import { WeightRequests } from '../../onnx/weight-requests.ts';
import type { Tensor } from '../../tensor.ts';
import { expectMatrix, matrix } from '../../tensor-shape.ts';
import type { DecoderConfig } from './decoder-config.ts';

const TABLE = 'model.embed_tokens.weight';

type TableConfig = Pick<DecoderConfig, 'vocabulary' | 'width'>;

/** Rows that replace embeddings, such as those of image tokens. */
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
  config: TableConfig,
  weights: WeightSource,
): { readonly name: string; readonly table: StoredWeight } {
  const requests = new WeightRequests(weights, false);
  const table = requests.requestRows(TABLE, [config.vocabulary, config.width]);
  requests.assertFound();
  if (!table) throw new Error('unreachable: assertFound throws for a weight that was not found');
  return { name: TABLE, table };
}

/**
 * Embeddings [tokenIds.length, width] of a prompt.
 * @throws InferenceError `invalid-input` when a token is outside the vocabulary or overrides do not fit.
 */
export async function embed(
  config: TableConfig,
  table: StoredWeight,
  tokenIds: readonly number[],
  overrides?: EmbeddingOverrides,
): Promise<Tensor<'float32'>> {
  assertKnown(tokenIds, config.vocabulary);
  const embeds = await readRows(table, tokenIds);
  if (overrides) replaceRows(embeds, overrides);
  return embeds;
}

function assertKnown(tokenIds: readonly number[], vocabulary: number): void {
  const unknown = tokenIds.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabulary);
  if (unknown === undefined) return;
  throw new InferenceError('invalid-input', `Token ${unknown} is outside the vocabulary of ${vocabulary}`, {
    field: 'tokenIds',
    expected: `0 to ${vocabulary - 1}`,
    received: `${unknown}`,
  });
}

/** @param embeds [tokens, width]; changed in place. */
function replaceRows(embeds: Tensor<'float32'>, { positions, values }: EmbeddingOverrides): void {
  const { rows: tokens, width } = matrix(embeds, 'embeds');
  expectMatrix('embeds', values, positions.length, width);
  positions.forEach((position, row) => {
    if (position < 0 || position >= tokens) {
      throw new InferenceError(
        'invalid-input',
        `embeds: position ${position} is outside the prompt of ${tokens} tokens`,
        { field: 'embeds', expected: `0 to ${tokens - 1}`, received: `${position}` },
      );
    }
    embeds.data.set(values.data.subarray(row * width, (row + 1) * width), position * width);
  });
}
