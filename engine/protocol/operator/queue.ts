/** The queue as a whole, as clients see it: /api/queue/mode. */
import type { NodeFailure } from '../../run/events.ts';

/**
 * `open`: runs are accepted and started. `paused`: runs are accepted, and none starts; kept over a restart.
 * `draining`: no run is accepted, and those that wait are finished; a restart ends it.
 */
export type QueueMode = 'open' | 'paused' | 'draining';

/** GET /api/queue/mode */
export interface QueueState {
  readonly mode: QueueMode;
  readonly waiting: number;
  readonly running: number;
  /** Runs that were given up: see {@link GIVEN_UP}. */
  readonly givenUp: number;
}

/** Code of the failure of a run that was started too often without progress. Such a run can be queued again. */
export const GIVEN_UP = 'given-up';

/** Whether a run is one of those that were given up. */
export function isGivenUp({ failures }: { readonly failures: readonly NodeFailure[] }): boolean {
  return failures.some(({ code }) => code === GIVEN_UP);
}
