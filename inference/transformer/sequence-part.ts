/** Latents as a part of the transformer's sequence: tokens, and where each token lies. */
import { InferenceError } from '../errors.ts';
import { image } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';
import { packLatents, unpackLatents } from './pack.ts';
import type { TokenGrid } from './token-grid.ts';

/** How a transformer cuts latents into tokens. */
export interface Tokens {
  /** Side of a token in latent pixels. */
  readonly patchSize: number;
  /** Features of a token. */
  readonly inChannels: number;
}

export interface SequencePart {
  /** [frames * rows * columns, features]. */
  readonly tokens: Tensor<'float32'>;
  /** One grid of tokens per frame. */
  readonly grids: readonly TokenGrid[];
  /** Tokens of this part's size as latents [frames, channels, height, width]. */
  toLatents(tokens: Tensor<'float32'>): Tensor<'float32'>;
}

/**
 * @param field names the latents in errors.
 * @param latents [frames, channels, height, width].
 * @throws InferenceError `invalid-input` for another number of channels than the model has; `tensor-mismatch` for other
 *   axes, or sides that patches do not tile.
 */
export function sequencePart(
  { patchSize, inChannels }: Tokens,
  field: string,
  latents: Tensor<'float32'>,
): SequencePart {
  const { batch: frames, channels, height, width } = image(latents, field);
  if (channels * patchSize ** 2 !== inChannels) {
    const [expected, received] = [`${inChannels / patchSize ** 2} channels`, `${channels} channels`];
    throw new InferenceError('invalid-input', `${field}: expected ${expected} for this model, received ${channels}`, {
      field,
      expected,
      received,
    });
  }
  const packed = packLatents(latents, patchSize);
  const grid = { rows: height / patchSize, columns: width / patchSize };
  return {
    tokens: float32(packed.data, [frames * grid.rows * grid.columns, inChannels]),
    grids: Array.from({ length: frames }, () => ({ frames: 1, height: grid.rows, width: grid.columns })),
    toLatents: ({ data }) => unpackLatents(float32(data, packed.dims), grid, patchSize),
  };
}
