/** The queue and the history of one server, in its own database. */
import type { OpenJobs } from '../open-jobs.ts';
import type { Database } from './database.ts';
import { SqliteControl } from './sqlite-control.ts';
import { SqliteHistory } from './run-history.ts';
import { SqliteRequests } from './run-requests.ts';
import { SqliteQueue } from './sqlite-queue.ts';

export function sqliteJobs(database: Database): OpenJobs {
  return (options) => {
    const queue = new SqliteQueue(database, options);
    return {
      queue,
      control: new SqliteControl(database, queue),
      history: new SqliteHistory(database),
      requests: new SqliteRequests(database),
    };
  };
}
