/** Decides whether a run is accepted: by who queues it, and by the state of the queue. */
import { HttpError } from '../http/errors.ts';
import type { RunPriority, RunRequest } from '../../protocol/index.ts';
import type { Holder } from '../security/holder.ts';
import { RateLimits } from '../security/rate.ts';

/** Seconds after which a client may try again when too many runs wait. */
const RETRY_AFTER = 30;

const RANK = { low: 0, normal: 1, high: 2 } as const satisfies Record<RunPriority, number>;

export class Admission {
  readonly #limits = new RateLimits();

  /** Counts a run of a holder. @throws HttpError 403 `priority-refused`, 429 `rate-limited` with `retry-after`. */
  admit(by: Holder, { priority = 'normal', front = false }: Pick<RunRequest, 'priority' | 'front'>): void {
    const { name = '', runs, priority: highest = 'high' } = by;
    // The front of the queue is ahead of every priority.
    if (RANK[front ? 'high' : priority] > RANK[highest])
      throw new HttpError(
        403,
        'priority-refused',
        `Runs of "${name}" are of priority ${highest} at most${front ? ', and may not go to the front' : ''}.`,
      );
    const wait = runs === undefined ? 0 : this.#limits.take(name, runs);
    if (wait === 0) return;
    const seconds = Math.ceil(wait / 1000);
    throw new HttpError(
      429,
      'rate-limited',
      `"${name}" has queued as many runs as its access token allows. The next one may be queued in ${seconds} s.`,
      { headers: retryAfter(seconds) },
    );
  }
}

/** The answer to a run that the queue refused; any other error as it is. */
export function refusalOf(error: unknown): unknown {
  const code = error instanceof Error ? (error as { readonly code?: string }).code : undefined;
  const { message } = error as Error;
  if (code === 'queue-full') return new HttpError(429, code, message, { headers: retryAfter(RETRY_AFTER) });
  if (code === 'draining') return new HttpError(503, code, message);
  return error;
}

function retryAfter(seconds: number): Readonly<Record<string, string>> {
  return { 'retry-after': String(seconds) };
}
