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
 * Gives a run back when work takes too long. A server that accepts a request and stays silent keeps one attempt of
 * {@link patiently} waiting beyond its limit: this one does not wait. The work goes on, and its result is dropped.
 * @param limit milliseconds.
 * @throws GivenBack after the limit; any error of the work before.
 */
export async function orGiveBack<T>(work: Promise<T>, limit: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new GivenBack()), limit);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
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
