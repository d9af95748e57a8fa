/** Sizes of tensors by name, and checks of the tensors that callers hand to a model. */
import { InferenceError } from './errors.ts';
import type { Tensor } from './tensor.ts';

export interface MatrixSizes {
  readonly rows: number;
  readonly width: number;
}

/**
 * Sizes of a matrix [rows, width].
 * @param name of the tensor in the error.
 * @throws InferenceError `tensor-mismatch` unless the tensor has two axes.
 */
export function matrix({ dims }: Pick<Tensor, 'dims'>, name: string): MatrixSizes {
  const [rows, width] = dims;
  if (rows === undefined || width === undefined || dims.length !== 2) throw mismatch(name, '[rows, width]', dims);
  return { rows, width };
}

export interface ImageSizes {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Sizes of a batch of pictures or latents [batch, channels, height, width].
 * @param name of the tensor in the error.
 * @throws InferenceError `tensor-mismatch` unless the tensor has four axes.
 */
export function image({ dims }: Pick<Tensor, 'dims'>, name: string): ImageSizes {
  const [batch, channels, height, width] = dims;
  if (
    batch === undefined ||
    channels === undefined ||
    height === undefined ||
    width === undefined ||
    dims.length !== 4
  ) {
    throw mismatch(name, '[batch, channels, height, width]', dims);
  }
  return { batch, channels, height, width };
}

/**
 * Checks that an input is a matrix [rows, width] with at least one row.
 * @param rows any number when undefined.
 * @returns the number of rows.
 * @throws InferenceError `invalid-input`.
 */
export function expectMatrix(field: string, { dims }: Tensor, rows: number | undefined, width: number): number {
  const [actual = 0] = dims;
  const fits = dims.length === 2 && dims[1] === width && (rows === undefined ? actual > 0 : actual === rows);
  if (fits) return actual;
  const [expected, received] = [`[${rows ?? 'tokens'}, ${width}]`, shapeText(dims)];
  throw new InferenceError('invalid-input', `${field}: expected shape ${expected}, received ${received}`, {
    field,
    expected,
    received,
  });
}

/** @throws InferenceError `tensor-mismatch` for two tensors of different shapes. */
export function checkSameShape(tensor: string, expected: Tensor, received: Tensor): void {
  const [want, have] = [shapeText(expected.dims), shapeText(received.dims)];
  if (want === have) return;
  throw new InferenceError('tensor-mismatch', `The ${tensor} must have shape ${want}, got ${have}`, {
    tensor,
    expected: want,
    received: have,
  });
}

function mismatch(tensor: string, expected: string, dims: readonly number[]): InferenceError {
  const received = shapeText(dims);
  const message = `${tensor}: expected shape ${expected}, received ${received}`;
  return new InferenceError('tensor-mismatch', message, { tensor, expected, received });
}

function shapeText(dims: readonly number[]): string {
  return `[${dims.join(', ')}]`;
}
