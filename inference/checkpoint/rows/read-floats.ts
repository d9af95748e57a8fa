/** The values of a stored tensor as float32. */
import { withRows } from './open-rows.ts';
import type { StoredWeight } from '../stored-weight.ts';

/**
 * All values of a tensor, in any encoding.
 * @throws InferenceError those of {@link withRows}.
 */
export function readFloats(weight: StoredWeight): Promise<Float32Array> {
  return withRows(weight, (rows) => rows.read(0, rows.rows));
}
