/** Waits for a store that does not answer. A run must not fail because of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { GivenBack } from '../jobs/runner.ts';
import { StoreError } from '../store/store-error.ts';

/** Milliseconds between two attempts: doubled with each, up to the last. */
const PAUSE = { first: 250, last: 5000 } as const;

export interface Patience {
  /** Milliseconds after which the run is given back. */
  readonly limit: number;
  /** Ends the wait at once. */
  readonly stop?: AbortSignal;
}

/**
 * Does something with a store, again and again while the store cannot be reached.
 * @throws GivenBack when the patience is at its end; any other error of the work.
 */
export async function patiently<T>(work: () => Promise<T>, { limit, stop }: Patience): Promise<T> {
  const end = performance.now() + limit;
  for (let pause: number = PAUSE.first; ; pause = Math.min(pause * 2, PAUSE.last)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unreachable') throw error;
      if (stop?.aborted || performance.now() + pause > end) throw new GivenBack();
      await sleep(pause, undefined, stop ? { signal: stop } : {}).catch(() => {});
    }
  }
}
