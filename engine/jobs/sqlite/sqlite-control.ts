/** Steers the queue in a server's own database. */
import type { QueueMode, QueueState, RunRecord } from '../../protocol/index.ts';
import type { QueueControl } from '../queue-control.ts';
import type { Database } from './database.ts';
import { RECORD, recordOf, type RunRow } from './run-row.ts';
import type { SqliteQueue } from './sqlite-queue.ts';

const STATE = `SELECT (SELECT mode FROM queue_mode) AS mode,
  (SELECT COUNT(*) FROM run WHERE state = 'queued') AS waiting,
  (SELECT COUNT(*) FROM run WHERE state = 'running' AND ended IS NULL) AS running,
  (SELECT COUNT(*) FROM run WHERE given_up = 1) AS givenUp`;

export class SqliteControl implements QueueControl {
  readonly #queue: SqliteQueue;
  readonly #sql: ReturnType<typeof statements>;

  constructor(database: Database, queue: SqliteQueue) {
    this.#queue = queue;
    this.#sql = statements(database);
  }

  async state(): Promise<QueueState> {
    const { mode = 'open', waiting = 0, running = 0, givenUp = 0 } = this.#sql.state.get() ?? {};
    return { mode, waiting, running, givenUp };
  }

  async setMode(mode: QueueMode): Promise<void> {
    this.#sql.setMode.run(mode);
  }

  async givenUp(limit: number): Promise<readonly RunRecord[]> {
    return this.#sql.givenUp.all(limit).map(recordOf);
  }

  async again(id: string): Promise<RunRecord | undefined> {
    return this.#queue.again(id);
  }
}

function statements(database: Database) {
  return {
    state: database.prepare<QueueState>(STATE),
    setMode: database.prepare('INSERT OR REPLACE INTO queue_mode VALUES (1, ?)'),
    givenUp: database.prepare<RunRow>(
      `SELECT ${RECORD} FROM run WHERE given_up = 1 ORDER BY ended DESC, number DESC LIMIT ?`,
    ),
  };
}
