/** The four axes of latents. */
import { InferenceError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';

/** Sizes of latents [frames, channels, rows, columns]. */
export interface LatentDims {
  readonly frames: number;
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
}

/** @throws InferenceError `tensor-mismatch` unless the tensor has four axes. */
export function latentDims({ dims }: Tensor): LatentDims {
  const [frames, channels, rows, columns, ...more] = dims;
  if (
    frames === undefined ||
    channels === undefined ||
    rows === undefined ||
    columns === undefined ||
    more.length > 0
  ) {
    const [expected, received] = ['[frames, channels, rows, columns]', `[${dims.join(', ')}]`];
    throw new InferenceError('tensor-mismatch', `Latents must have shape ${expected}, got ${received}`, {
      tensor: 'latents',
      expected,
      received,
    });
  }
  return { frames, channels, rows, columns };
}
