/** Reads the runs a queue knows: waiting, running and over. */
import type { Activities, RunDetailRecord, RunRecord } from '../protocol/index.ts';

export interface RunQuery {
  /** Most runs to return. */
  readonly limit: number;
  /** Only runs with a lower number. */
  readonly before?: number | undefined;
  readonly document?: string | undefined;
}

export interface JobHistory {
  get(id: string): Promise<RunRecord | undefined>;
  detail(id: string): Promise<RunDetailRecord | undefined>;

  /** The activity of each node in a finished run; empty for any other run. */
  nodes(id: string): Promise<Activities>;

  /** The latest runs first. */
  list(query: RunQuery): Promise<readonly RunRecord[]>;

  /** Running runs, then waiting runs in the order they will start. */
  open(): Promise<readonly RunRecord[]>;

  /** Runs that are over, the latest to end first. */
  over(limit: number): Promise<readonly RunRecord[]>;

  /** The run of a document that was started last, over or not. */
  latest(document: string): Promise<RunRecord | undefined>;
}
