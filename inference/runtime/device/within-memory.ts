/** Work that a device had no memory for, once more with less of its memory. */
import { InferenceError } from '../../errors.ts';
import type { DeviceMemory } from '../../onnx/streaming/device-memory.ts';
import { formatBytes } from '../memory.ts';

/** Share of the bytes at which memory ran out that may be used from then on. */
const SHARE = 0.75;
/** How often memory is lowered for one request: to less than a quarter. */
const TRIES = 5;

/**
 * Repeats work for as long as memory runs out and less of it may do.
 * @param memories of the devices in use, by their names. Nothing is on them when the work is repeated.
 * @param tell called with a sentence for the user before each repetition.
 * @throws the error of the work; InferenceError `out-of-memory` when it cannot be done with less.
 */
export async function withinMemory<T>(
  memories: ReadonlyMap<string, DeviceMemory>,
  work: () => Promise<T>,
  tell: (sentence: string) => void,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const used = [...memories].filter(([, { peak }]) => peak > 0);
      if (!ranOut(error) || used.length === 0 || tries === TRIES) throw error;
      for (const [name, memory] of used) {
        const limit = SHARE * Math.min(memory.limit, memory.peak);
        await memory.lower(limit);
        tell(
          `The device "${name}" ran out of memory. From now on at most ${formatBytes(limit)} of it are used, and the ` +
            'step is repeated. Set less from the start with --vram.',
        );
      }
    }
  }
}

/** Whether a device had no memory, as against a budget that is too small for anything. */
function ranOut(error: unknown): boolean {
  return error instanceof InferenceError && error.code === 'out-of-memory' && error.details.field === undefined;
}
