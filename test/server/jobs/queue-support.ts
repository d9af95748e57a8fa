/** A queue in a database of its own, for tests. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobHistory } from '../../../engine/jobs/job-history.ts';
import type { JobQueue } from '../../../engine/jobs/job-queue.ts';
import type { QueueControl } from '../../../engine/jobs/queue-control.ts';
import type { JobRequests } from '../../../engine/jobs/job-requests.ts';
import { type Database, openDatabase } from '../../../engine/jobs/sqlite/database.ts';
import { SqliteControl } from '../../../engine/jobs/sqlite/sqlite-control.ts';
import { SqliteHistory } from '../../../engine/jobs/sqlite/run-history.ts';
import { SqliteRequests } from '../../../engine/jobs/sqlite/run-requests.ts';
import { SqliteQueue, type SqliteQueueOptions } from '../../../engine/jobs/sqlite/sqlite-queue.ts';
import type { Outcome, Workflow } from '../../../engine/protocol/index.ts';

const WORKFLOW: Workflow = { format: 'inkloom-workflow', version: 3, name: 'toy', nodes: {} };

export const JOB = { name: 'toy', workflow: WORKFLOW };

export function outcome(state: Outcome['state']): Outcome {
  return { state, files: [], failures: [], nodes: {} };
}

export const DONE = outcome('done');

export interface TestQueue {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly control: QueueControl;
  readonly history: JobHistory;
  readonly requests: JobRequests;
  /** Of the database. */
  readonly file: string;
}

export function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'inkloom-queue-')), 'server.sqlite');
}

export function openQueue(options: SqliteQueueOptions = {}, file = newFile()): TestQueue {
  const database = openDatabase(file);
  const [history, requests] = [new SqliteHistory(database), new SqliteRequests(database)];
  const queue = new SqliteQueue(database, options);
  return { database, queue, control: new SqliteControl(database, queue), history, requests, file };
}
