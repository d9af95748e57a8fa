/** Steers a queue as a whole: whether runs are accepted and started, and what becomes of those that were given up. */
import type { QueueMode, QueueState, RunRecord } from '../protocol/index.ts';

export interface QueueControl {
  state(): Promise<QueueState>;

  /** A queue that is not `open` says so when it is asked for jobs or given some. */
  setMode(mode: QueueMode): Promise<void>;

  /** Runs that were given up, the latest first. */
  givenUp(limit: number): Promise<readonly RunRecord[]>;

  /**
   * Puts a run that failed, was given up or was cancelled at its owner's next turn, under its own id, with its attempts
   * without progress forgotten. Results of its earlier attempts are in the cache.
   * @returns undefined for a run that is unknown, not over, or done. @throws QueueDrains
   */
  again(id: string): Promise<RunRecord | undefined>;
}
