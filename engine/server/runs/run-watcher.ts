/** Follows the runs of the server closely, for an interface that tells its clients in its own way. */
import type { Lease, RunRecord } from '../../protocol/index.ts';
import type { RunEvent } from '../../run/events.ts';

export interface RunWatcher {
  /** The work on a run begins, or begins again. */
  began(lease: Lease): void;

  /** Something happened in a run. The event is as the engine gave it, with the pixels of previews. */
  event(event: RunEvent): void;

  /**
   * A run was queued, moved, started or ended. Called as a QueueListener is: what ended is in the history once the
   * present transaction is over.
   */
  changed(run: RunRecord): void;
}

/** Tells several watchers, in order. */
export function watchers(all: readonly Partial<RunWatcher>[]): RunWatcher {
  return {
    began(lease) {
      for (const each of all) each.began?.(lease);
    },
    event(event) {
      for (const each of all) each.event?.(event);
    },
    changed(run) {
      for (const each of all) each.changed?.(run);
    },
  };
}
