/** The SQL of the queue. */
import type { QueueMode } from '../../protocol/index.ts';
import type { Database } from './database.ts';
import type { Waiting } from './place.ts';
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

/** A waiting run, for its place. */
export interface PlacedRow {
  readonly number: number;
  readonly band: number;
  readonly submitter: string;
  readonly position: number;
}

/** Puts a run ahead of all waiting runs. */
const WAIT_FIRST = `state = 'queued', token = NULL, owner = NULL, started = NULL,
  position = (SELECT COALESCE(MIN(position), 1) - 1 FROM run WHERE state = 'queued')`;

const ENQUEUE = `INSERT INTO run (id, state, document, name, workflow, targets, position, created, request, submitter,
  band) VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const LEASE = `UPDATE run
  SET state = 'running', token = ?, owner = ?, started = ?, attempt = attempt + 1, stalls = stalls + 1, position = NULL
  WHERE number = (SELECT number FROM run WHERE state = 'queued' ORDER BY position, number LIMIT 1)
    AND (SELECT mode FROM queue_mode) IS NOT 'paused'`;

const END = `UPDATE run
  SET state = ?, ended = ?, files = ?, failures = ?, nodes = ?, given_up = ?, token = NULL, owner = NULL
  WHERE token = ?`;

const CANCEL_WAITING = `UPDATE run SET state = 'cancelled', ended = ?, position = NULL
  WHERE id = ? AND state = 'queued'`;

/** The run that was started last comes first, because each one is put ahead of all others. */
const ORPHANS = `SELECT token, id, stalls, cancel FROM run
  WHERE state = 'running' ORDER BY started DESC, number DESC`;

/** Keeps only the given number of runs that are over: those that were given up, and the latest. */
const PRUNE = `DELETE FROM run WHERE number IN
  (SELECT number FROM run WHERE ended IS NOT NULL ORDER BY given_up DESC, ended DESC, number DESC LIMIT -1 OFFSET ?)
  RETURNING id, document`;

/** Waiting runs of a band that are at their turn, as `Waiting` of place.ts. */
const ROUNDS = `SELECT MIN(position) AS next, MAX(CASE WHEN submitter = ? THEN position END) AS last
  FROM run WHERE state = 'queued' AND band = ? AND position >= ?`;

/** The run with its state of before, if it waits for its turn while other owners wait in its band. */
const IN_TURN = `SELECT number, band, submitter, position FROM run WHERE id = ? AND state = 'queued' AND EXISTS
  (SELECT 1 FROM run AS other
    WHERE other.state = 'queued' AND other.band = run.band AND other.submitter <> run.submitter)`;

const LATER_OF_OWNER = `SELECT id, position FROM run
  WHERE state = 'queued' AND band = ? AND submitter = ? AND position > ? ORDER BY position, number`;

/** As a run that was never started, but with its attempts counted and its steps known. */
const AGAIN = `UPDATE run SET state = 'queued', position = ?, ended = NULL, started = NULL, cancel = 0, stalls = 0,
  given_up = 0, files = '[]', failures = '[]', nodes = '{}' WHERE id = ?`;

/** Changes a row only for a step that is new. */
const NOTE_STEP = `INSERT OR IGNORE INTO run_step (run, node)
  SELECT number, ? FROM run WHERE token = ? RETURNING run`;

export function queueStatements(database: Database) {
  const change = (sql: string) => database.prepare<RunRow>(`${sql} RETURNING ${RECORD}`);
  return {
    /** Number of waiting runs, and their lowest position. */
    bounds: database.prepare<{ readonly count: number; readonly first: number | null }>(
      `SELECT COUNT(*) AS count, MIN(position) AS first FROM run WHERE state = 'queued'`,
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
    rounds: database.prepare<Waiting>(ROUNDS),
    inTurn: database.prepare<PlacedRow>(IN_TURN),
    laterOfOwner: database.prepare<{ readonly id: string; readonly position: number }>(LATER_OF_OWNER),
    endDrain: database.prepare("UPDATE queue_mode SET mode = 'open' WHERE mode = 'draining'"),
    mode: database.prepare<{ readonly mode: QueueMode }>('SELECT mode FROM queue_mode'),
    failed: database.prepare<Omit<PlacedRow, 'position'>>(
      `SELECT number, band, submitter FROM run WHERE id = ? AND state IN ('failed', 'cancelled')`,
    ),
    again: change(AGAIN),
    prune: database.prepare<Pick<RunRow, 'id' | 'document'>>(PRUNE),
  };
}
