/** Whether a checkpoint holds more of a model than its config describes. */
import { InferenceError } from '../errors.ts';
import type { WeightSource } from './weight-source.ts';

/**
 * Refuses tensors with one of the prefixes that no graph uses: a config with too few layers would otherwise run and
 * give wrong results without an error.
 * @param used names that the graphs refer to, or leave out on purpose.
 * @throws InferenceError `tensor-mismatch`.
 */
export function assertNoneLeftOver(source: WeightSource, prefixes: readonly string[], used: ReadonlySet<string>): void {
  const extra = [...source.names()].filter(
    (name) => !used.has(name) && prefixes.some((prefix) => name.startsWith(prefix)),
  );
  const [tensor] = extra;
  if (tensor === undefined) return;
  throw new InferenceError(
    'tensor-mismatch',
    `${source.label}: config.json does not describe ${extra.length} of the tensors, for example ${tensor}`,
    {
      file: source.get(tensor)?.file ?? source.label,
      tensor,
      expected: 'no such tensor by config.json',
      received: `${extra.length} more tensors`,
    },
  );
}
