/** Latents as a part of the transformer's sequence: tokens, and where each token lies. */
import { InferenceError } from '../errors.ts';
import { image } from '../tensor-shape.ts';
import { float32, type Tensor } from '../tensor.ts';
import { packLatents, unpackLatents } from './pack.ts';
import { cropped, wrapped } from './wrap.ts';
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
  /** Height and width of the latents. */
  readonly rows: number;
  readonly columns: number;
  /** Tokens of this part's size as latents [frames, channels, height, width]. */
  toLatents(tokens: Tensor<'float32'>): Tensor<'float32'>;
}

/**
 * @param field names the latents in errors.
 * @param given latents [frames, channels, height, width].
 * @param options `wraps` pads sides that patches do not tile with the values of the opposite edge, as ComfyUI does
 *   (`pad_to_patch_size`, comfy/ldm/common_dit.py).
 * @throws InferenceError `invalid-input` for another number of channels than the model has; `tensor-mismatch` for other
 *   axes, or sides that patches do not tile, unless they wrap.
 */
export function sequencePart(
  { patchSize, inChannels }: Tokens,
  field: string,
  given: Tensor<'float32'>,
  { wraps = false }: { readonly wraps?: boolean } = {},
): SequencePart {
  const size = image(given, field);
  const latents = wraps ? wrapped(given, patchSize) : given;
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
    rows: size.height,
    columns: size.width,
    toLatents: ({ data }) => cropped(unpackLatents(float32(data, packed.dims), grid, patchSize), size),
  };
}
