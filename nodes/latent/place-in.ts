/** Places of latents in batches. */
import { type BatchPlace, InferenceError } from '../../inference/index.ts';

/**
 * @param field the input that holds the size.
 * @throws InferenceError `invalid-input` of that field for a number that the batch does not have.
 */
export function placeIn(index: number, size: number, field: string): BatchPlace {
  if (index >= size) {
    const received = `number ${index} in a batch of ${size}`;
    throw new InferenceError(
      'invalid-input',
      `Numbers in a batch begin at 0: a batch of ${size} has no number ${index}. ` +
        `Set "${field}" to ${index + 1} or more`,
      { field, expected: `at least ${index + 1}`, received },
    );
  }
  return { index, size };
}
