/** The queue in the server's own database. It belongs to one process, so a lease of before its start is one of a process that died. */
import { nanoid } from 'nanoid';
import type { Database } from './database.ts';
import {
  type JobQueue,
  type Lease,
  type NewJob,
  type Outcome,
  QueueFull,
  type QueueListener,
  type RunRecord,
  StaleLease,
} from '../job-queue.ts';
import { RECORD, recordOf, type RunDetailRow, type RunRow } from './run-row.ts';

export interface SqliteQueueOptions {
  readonly listener?: QueueListener;
  /** Runs that may wait; default 1000. */
  readonly waiting?: number;
  /** Runs that are over and kept; default 1000. */
  readonly history?: number;
  /** How often a run is begun before it is given up, because the process died under it each time; default 3. */
  readonly attempts?: number;
}

const SILENT: QueueListener = { changed: () => {}, removed: () => {} };

export class SqliteQueue implements JobQueue {
  readonly #database: Database;
  readonly #listener: QueueListener;
  readonly #waiting: number;
  readonly #history: number;
  readonly #attempts: number;
  readonly #sql: ReturnType<typeof statements>;

  constructor(
    database: Database,
    { listener = SILENT, waiting = 1000, history = 1000, attempts = 3 }: SqliteQueueOptions = {},
  ) {
    this.#database = database;
    this.#listener = listener;
    this.#waiting = waiting;
    this.#history = history;
    this.#attempts = attempts;
    this.#sql = statements(database);
  }

  async enqueue({ document, name, workflow, targets, front = false }: NewJob): Promise<RunRecord> {
    return this.#change(() => {
      const { count, first, last } = this.#sql.bounds.get() as {
        count: number;
        first: number | null;
        last: number | null;
      };
      if (count >= this.#waiting)
        throw new QueueFull(`${count} runs wait already, which is the most. Cancel some of them, or try again later.`);
      const position = front ? (first ?? 1) - 1 : (last ?? -1) + 1;
      return this.#sql.insert.get(
        nanoid(),
        document ?? null,
        name,
        JSON.stringify(workflow),
        targets ? JSON.stringify(targets) : null,
        position,
        Date.now(),
      );
    }) as RunRecord;
  }

  async lease(owner: string): Promise<Lease | undefined> {
    const token = nanoid();
    const run = this.#change(() => this.#sql.lease.get(token, owner, Date.now()));
    const row = run && this.#sql.workflow.get(run.id);
    return run && row && { token, attempt: run.attempt, run, workflow: JSON.parse(row.workflow) as Lease['workflow'] };
  }

  async heartbeat(token: string): Promise<{ readonly cancel: boolean }> {
    const row = this.#sql.held.get(token);
    if (!row) throw new StaleLease();
    return { cancel: row.cancel === 1 };
  }

  async complete(token: string, { state, files, failures, nodes }: Outcome): Promise<RunRecord> {
    return this.#end(() =>
      this.#sql.end.get(
        state,
        Date.now(),
        JSON.stringify(files),
        JSON.stringify(failures),
        JSON.stringify(nodes),
        token,
      ),
    );
  }

  async fail(token: string, message: string): Promise<RunRecord> {
    return this.#end(() => this.#sql.end.get('failed', Date.now(), '[]', failureText(message), '{}', token));
  }

  async release(token: string): Promise<void> {
    if (!this.#change(() => this.#sql.release.get(token))) throw new StaleLease();
  }

  async cancel(id: string): Promise<RunRecord | undefined> {
    return this.#change(() => this.#sql.cancelWaiting.get(Date.now(), id) ?? this.#sql.cancelRunning.get(id));
  }

  async order(ids: readonly string[]): Promise<void> {
    this.#database.transaction(() => {
      const waiting = this.#sql.waiting.all();
      const known = new Map(waiting.map((row) => [row.id, row]));
      const first = [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
      const named = new Set(first);
      for (const [position, row] of [...first, ...waiting.filter((each) => !named.has(each))].entries()) {
        if (row.position !== position) this.#tell(this.#sql.move.get(position, row.id));
      }
    });
  }

  async clear(): Promise<void> {
    this.#database.transaction(() => {
      for (const { id } of this.#sql.waiting.all()) this.#tell(this.#sql.cancelWaiting.get(Date.now(), id));
    });
  }

  /**
   * Takes back what ran when the process died: it goes before everything that waits, in the order it was begun. To be called once,
   * before the first lease.
   * @returns ids of the runs that go on.
   */
  recover(): readonly string[] {
    const resumed: string[] = [];
    this.#database.transaction(() => {
      for (const { token, id, attempt, cancel } of this.#sql.orphans.all()) {
        const message = `The server ended unexpectedly each of the ${attempt} times this run was begun, so it was given up. It may need more memory than there is.`;
        if (cancel === 1) this.#tell(this.#sql.end.get('cancelled', Date.now(), '[]', '[]', '{}', token));
        else if (attempt >= this.#attempts)
          this.#tell(this.#sql.end.get('failed', Date.now(), '[]', failureText(message), '{}', token));
        else {
          this.#tell(this.#sql.requeue.get(token));
          resumed.unshift(id);
        }
      }
    });
    return resumed;
  }

  /** Takes a run that is over out of the history. @returns undefined when there is no such run, or it is not over. */
  remove(id: string): RunRecord | undefined {
    let removed: RunRecord | undefined;
    this.#database.transaction(() => {
      const row = this.#sql.remove.get(id);
      if (row) this.#listener.removed((removed = recordOf(row)));
    });
    return removed;
  }

  #end(change: () => RunRow | undefined): RunRecord {
    let ended: RunRecord | undefined;
    this.#database.transaction(() => {
      ended = this.#tell(change());
      for (const { id, document } of this.#sql.prune.all(this.#history))
        this.#listener.removed({ id, ...(document === null ? {} : { document }) });
    });
    if (!ended) throw new StaleLease();
    return ended;
  }

  #change(change: () => RunRow | undefined): RunRecord | undefined {
    let changed: RunRecord | undefined;
    this.#database.transaction(() => (changed = this.#tell(change())));
    return changed;
  }

  #tell(row: RunRow | undefined): RunRecord | undefined {
    const run = row && recordOf(row);
    if (run) this.#listener.changed(run);
    return run;
  }
}

function failureText(message: string): string {
  return JSON.stringify([{ node: '', type: '', message }]);
}

function statements(database: Database) {
  const one = (sql: string) => database.prepare<RunRow>(`${sql} RETURNING ${RECORD}`);
  return {
    bounds: database.prepare(
      `SELECT COUNT(*) AS count, MIN(position) AS first, MAX(position) AS last FROM run WHERE state = 'queued'`,
    ),
    insert: one(
      `INSERT INTO run (id, state, document, name, workflow, targets, position, created) VALUES (?, 'queued', ?, ?, ?, ?, ?, ?)`,
    ),
    lease:
      one(`UPDATE run SET state = 'running', token = ?, owner = ?, started = ?, attempt = attempt + 1, position = NULL
      WHERE number = (SELECT number FROM run WHERE state = 'queued' ORDER BY position, number LIMIT 1)`),
    workflow: database.prepare<Pick<RunDetailRow, 'workflow'>>('SELECT workflow FROM run WHERE id = ?'),
    held: database.prepare<{ readonly cancel: number }>('SELECT cancel FROM run WHERE token = ?'),
    end: one(
      `UPDATE run SET state = ?, ended = ?, files = ?, failures = ?, nodes = ?, token = NULL, owner = NULL WHERE token = ?`,
    ),
    release: one(`UPDATE run SET ${WAIT_FIRST}, attempt = attempt - 1 WHERE token = ?`),
    requeue: one(`UPDATE run SET ${WAIT_FIRST} WHERE token = ?`),
    cancelWaiting: one(
      `UPDATE run SET state = 'cancelled', ended = ?, position = NULL WHERE id = ? AND state = 'queued'`,
    ),
    cancelRunning: one(`UPDATE run SET cancel = 1 WHERE id = ? AND state = 'running'`),
    waiting: database.prepare<{ readonly id: string; readonly position: number }>(
      `SELECT id, position FROM run WHERE state = 'queued' ORDER BY position, number`,
    ),
    move: one('UPDATE run SET position = ? WHERE id = ?'),
    /** The one that was begun last first, as each goes to the front. */
    orphans: database.prepare<{
      readonly token: string;
      readonly id: string;
      readonly attempt: number;
      readonly cancel: number;
    }>(`SELECT token, id, attempt, cancel FROM run WHERE state = 'running' ORDER BY started DESC, number DESC`),
    remove: one('DELETE FROM run WHERE id = ? AND ended IS NOT NULL'),
    prune: database.prepare<Pick<RunRow, 'id' | 'document'>>(
      'DELETE FROM run WHERE number IN (SELECT number FROM run WHERE ended IS NOT NULL ORDER BY ended DESC, number DESC LIMIT -1 OFFSET ?) RETURNING id, document',
    ),
  };
}

const WAIT_FIRST = `state = 'queued', token = NULL, owner = NULL, started = NULL,
  position = (SELECT COALESCE(MIN(position), 1) - 1 FROM run WHERE state = 'queued')`;
