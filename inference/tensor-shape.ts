/** Shape checks of what callers hand to a model. */
import { InferenceError } from './errors.ts';
import type { Tensor } from './tensor.ts';

/**
 * Checks that an input is a matrix [rows, width] with at least one row.
 * @param rows any number when undefined.
 * @throws InferenceError `invalid-input`.
 */
export function expectMatrix(field: string, { dims }: Tensor, rows: number | undefined, width: number): void {
  const fits = dims.length === 2 && dims[1] === width && (rows === undefined ? (dims[0] ?? 0) > 0 : dims[0] === rows);
  if (fits) return;
  const [expected, received] = [`[${rows ?? 'tokens'}, ${width}]`, `[${dims.join(', ')}]`];
  throw new InferenceError('invalid-input', `${field}: expected shape ${expected}, received ${received}`, {
    field,
    expected,
    received,
  });
}
