/** The SQL of versions. */
import type { Database } from '../../jobs/sqlite/database.ts';
import type { Kept } from './thinning.ts';

export interface VersionRow {
  readonly number: number;
  readonly subject: string;
  readonly time: number;
  readonly name: string | null;
  /** Sealed JSON of a Workflow. Empty in a list. */
  readonly workflow: string;
  readonly picture: string | null;
}

export type StatementsOfVersions = ReturnType<typeof versionStatements>;

const ROW = 'number, subject, time, name, workflow, picture';
const LISTED = `number, subject, time, name, '' AS workflow, picture`;

export function versionStatements(database: Database) {
  return {
    list: database.prepare<VersionRow>(`SELECT ${LISTED} FROM version WHERE subject = ? ORDER BY number DESC`),
    one: database.prepare<VersionRow>(`SELECT ${ROW} FROM version WHERE number = ? AND subject = ?`),
    latest: database.prepare<VersionRow>(`SELECT ${ROW} FROM version WHERE subject = ? ORDER BY number DESC LIMIT 1`),
    unnamed: database.prepare<Kept>(
      `SELECT number, time, LENGTH(workflow) AS bytes FROM version
        WHERE subject = ? AND name IS NULL ORDER BY number DESC`,
    ),
    countNamed: database.prepare<{ readonly count: number }>(
      'SELECT COUNT(*) AS count FROM version WHERE subject = ? AND name IS NOT NULL',
    ),
    ofRun: database.prepare<{ readonly number: number }>('SELECT number FROM version WHERE run = ?'),
    insert: database.prepare('INSERT INTO version (subject, time, workflow) VALUES (?, ?, ?)'),
    rename: database.prepare('UPDATE version SET name = ? WHERE number = ?'),
    setRun: database.prepare('UPDATE version SET run = ? WHERE number = ?'),
    setPicture: database.prepare('UPDATE version SET picture = ? WHERE run = ?'),
    move: database.prepare('UPDATE version SET subject = ? WHERE subject = ?'),
    remove: database.prepare('DELETE FROM version WHERE number = ?'),
    removeAll: database.prepare('DELETE FROM version WHERE subject = ?'),
  };
}
