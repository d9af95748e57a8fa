/** A queue with its history. Which implementation a server uses is decided where the server is put together. */
import type { JobHistory } from './job-history.ts';
import type { JobQueue, QueueListener } from './job-queue.ts';
import type { JobRequests } from './job-requests.ts';
import type { QueueControl } from './queue-control.ts';

export interface Jobs {
  readonly queue: JobQueue;
  readonly control: QueueControl;
  readonly history: JobHistory;
  readonly requests: JobRequests;
}

export interface JobsOptions {
  readonly listener: QueueListener;
  /** Most runs that may wait. */
  readonly waiting: number;
}

export type OpenJobs = (options: JobsOptions) => Jobs;
