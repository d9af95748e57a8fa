/** Frees the memory of models between two runs, as ComfyUI does. */
import { setTimeout } from 'node:timers/promises';
import type { ComfyContext } from '../context.ts';

/** Milliseconds between two looks at the queue. */
const PAUSE = 250;

/** Never throws: what cannot be freed is freed when the server ends. */
export async function freeWhenIdle({ runs, freeModels }: Pick<ComfyContext, 'runs' | 'freeModels'>): Promise<void> {
  try {
    while ((await runs.open()).some(({ state }) => state === 'running'))
      await setTimeout(PAUSE, undefined, { ref: false });
    await freeModels();
  } catch {
    // The database is closed: the server ends, and the models with it.
  }
}
