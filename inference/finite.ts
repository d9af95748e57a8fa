/**
 * Checks that a stage gave numbers. One NaN or infinity spreads over the whole picture in the next stage and ends as
 * black pixels, so every stage checks its output once and stops the run.
 */
import { InferenceError } from './errors.ts';
import type { Tensor } from './tensor.ts';

/** A value that is NaN or infinite. */
export interface BadElement {
  readonly value: number;
  /** Place in the data. */
  readonly index: number;
}

/** The first value that is NaN or infinite; undefined when all are finite. */
export function firstBad(data: Float32Array): BadElement | undefined {
  for (let index = 0; index < data.length; index += 1) {
    const value = data[index] as number;
    if (!Number.isFinite(value)) return { index, value };
  }
  return undefined;
}

/** The place of a value in a tensor of these sizes, for messages: `[0, 3, 1]`. */
export function placeOf(index: number, dims: readonly number[]): string {
  let rest = index;
  const place = dims.toReversed().map((size) => {
    const at = rest % size;
    rest = Math.floor(rest / size);
    return at;
  });
  return `[${place.toReversed().join(', ')}]`;
}

/**
 * Passes a tensor on if every value is finite.
 * @param tensor names it in the error.
 * @throws InferenceError `not-finite`.
 */
export function finite(tensor: string, values: Tensor<'float32'>): Tensor<'float32'> {
  const bad = firstBad(values.data);
  if (!bad) return values;
  throw new InferenceError(
    'not-finite',
    `${bad.value} in the ${tensor}, first at ${placeOf(bad.index, values.dims)} of [${values.dims.join(', ')}]`,
    { tensor, expected: 'finite numbers', received: `${bad.value}` },
  );
}
