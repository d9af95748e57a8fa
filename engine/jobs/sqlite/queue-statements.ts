/** The SQL of the queue. */
import type { Database } from './database.ts';
import { RECORD, type RunDetailRow, type RunRow } from './run-row.ts';

export type QueueStatements = ReturnType<typeof queueStatements>;

/** A running run whose worker died. */
export interface OrphanRow {
  readonly token: string;
  readonly id: string;
  /** Attempts since its last progress. */
  readonly stalls: number;
  readonly cancel: number;
}

/** Puts a run ahead of all waiting runs. */
const WAIT_FIRST = `state = 'queued', token = NULL, owner = NULL, started = NULL,
  position = (SELECT COALESCE(MIN(position), 1) - 1 FROM run WHERE state = 'queued')`;

const ENQUEUE = `INSERT INTO run (id, state, document, name, workflow, targets, position, created, request)
  VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?)`;

const LEASE = `UPDATE run
  SET state = 'running', token = ?, owner = ?, started = ?, attempt = attempt + 1, stalls = stalls + 1, position = NULL
  WHERE number = (SELECT number FROM run WHERE state = 'queued' ORDER BY position, number LIMIT 1)`;

const END = `UPDATE run
  SET state = ?, ended = ?, files = ?, failures = ?, nodes = ?, token = NULL, owner = NULL WHERE token = ?`;

const CANCEL_WAITING = `UPDATE run SET state = 'cancelled', ended = ?, position = NULL
  WHERE id = ? AND state = 'queued'`;

/** The run that was started last comes first, because each one is put ahead of all others. */
const ORPHANS = `SELECT token, id, stalls, cancel FROM run
  WHERE state = 'running' ORDER BY started DESC, number DESC`;

/** Keeps only the given number of runs that are over, the latest. */
const PRUNE = `DELETE FROM run WHERE number IN
  (SELECT number FROM run WHERE ended IS NOT NULL ORDER BY ended DESC, number DESC LIMIT -1 OFFSET ?)
  RETURNING id, document`;

/** Changes a row only for a step that is new. */
const NOTE_STEP = `INSERT OR IGNORE INTO run_step (run, node)
  SELECT number, ? FROM run WHERE token = ? RETURNING run`;

export function queueStatements(database: Database) {
  const change = (sql: string) => database.prepare<RunRow>(`${sql} RETURNING ${RECORD}`);
  return {
    /** Number of waiting runs, and their lowest and highest position. */
    bounds: database.prepare<{ readonly count: number; readonly first: number | null; readonly last: number | null }>(
      `SELECT COUNT(*) AS count, MIN(position) AS first, MAX(position) AS last FROM run WHERE state = 'queued'`,
    ),
    waiting: database.prepare<{ readonly id: string; readonly position: number }>(
      `SELECT id, position FROM run WHERE state = 'queued' ORDER BY position, number`,
    ),
    detail: database.prepare<RunDetailRow>(`SELECT ${RECORD}, workflow, nodes FROM run WHERE id = ?`),
    held: database.prepare<Pick<OrphanRow, 'cancel'>>('SELECT cancel FROM run WHERE token = ?'),
    noteStep: database.prepare<{ readonly run: number }>(NOTE_STEP),
    /** The present attempt is the first one at its step. */
    progress: database.prepare('UPDATE run SET stalls = 1 WHERE token = ?'),
    forgetSteps: database.prepare('DELETE FROM run_step WHERE run NOT IN (SELECT number FROM run WHERE ended IS NULL)'),
    orphan: database.prepare<OrphanRow>('SELECT token, id, stalls, cancel FROM run WHERE token = ?'),
    orphans: database.prepare<OrphanRow>(ORPHANS),
    known: database.prepare<Pick<RunRow, 'id'>>('SELECT id FROM run WHERE id = ?'),
    insert: change(ENQUEUE),
    lease: change(LEASE),
    end: change(END),
    release: change(`UPDATE run SET ${WAIT_FIRST}, attempt = attempt - 1, stalls = MAX(stalls - 1, 0) WHERE token = ?`),
    requeue: change(`UPDATE run SET ${WAIT_FIRST} WHERE token = ?`),
    cancelWaiting: change(CANCEL_WAITING),
    cancelRunning: change(`UPDATE run SET cancel = 1 WHERE id = ? AND state = 'running'`),
    move: change('UPDATE run SET position = ? WHERE id = ?'),
    remove: change('DELETE FROM run WHERE id = ? AND ended IS NOT NULL'),
    prune: database.prepare<Pick<RunRow, 'id' | 'document'>>(PRUNE),
  };
}
