/** Reads the runs that came over another interface than the server's own, with what their clients sent there. */
import type { RunDetailRecord } from '../protocol/index.ts';

export interface RequestedRun {
  readonly run: RunDetailRecord;
  /** As `NewJob.request`. */
  readonly request: unknown;
}

/** A run whose record is damaged on the disk is left out. */
export interface JobRequests {
  get(id: string): Promise<RequestedRun | undefined>;

  /** Running runs, then waiting runs in the order they will start. */
  open(): Promise<readonly RequestedRun[]>;

  /** Runs that were started and are over, the first to end first. */
  over(range: { readonly limit: number; readonly offset: number }): Promise<readonly RequestedRun[]>;

  /** The number of runs that were started and are over. */
  countOver(): Promise<number>;
}
