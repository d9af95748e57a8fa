/** Asks a server again that is away for a while, or says that it is busy. */
import { setTimeout } from 'node:timers/promises';
import { ServerError, ServerUnreachable } from './server-error.ts';

export interface Patience {
  readonly signal: AbortSignal;
  /**
   * Called once for each time of waiting.
   * @param why the error. @param milliseconds of the first pause.
   */
  readonly onWait?: (why: Error, milliseconds: number) => void;
  /** Milliseconds for which an unreachable server is asked again; default: ten minutes. */
  readonly most?: number;
}

/** Milliseconds between requests: doubled from the first to the last. */
const PAUSE = { first: 500, last: 10_000 } as const;
const MOST = 600_000;
/** Answers after which the same request may succeed: the server is busy, or restarts behind a proxy. */
const PASSING = new Set([429, 502, 503, 504]);

/**
 * Repeats a request until it succeeds. A busy server is asked for as long as it says so.
 * @throws any other error, the last one when the server stayed away for too long, or the reason of the signal.
 */
export async function patiently<T>(work: () => Promise<T>, { signal, onWait, most = MOST }: Patience): Promise<T> {
  const giveUp = Date.now() + most;
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      const own = Math.min(PAUSE.first * 2 ** failures, PAUSE.last);
      const pause = pauseAfter(error, own);
      const isAway = !(error instanceof ServerError && error.status === 429);
      if (pause === undefined || (isAway && Date.now() + pause > giveUp)) throw error;
      if (failures === 0) onWait?.(error as Error, pause);
      await setTimeout(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

/** Milliseconds; undefined after an error that stays. @param own where the server does not say. */
function pauseAfter(error: unknown, own: number): number | undefined {
  if (error instanceof ServerUnreachable) return own;
  if (!(error instanceof ServerError) || !PASSING.has(error.status) || error.code === 'draining') return undefined;
  return error.retryAfter ?? own;
}
