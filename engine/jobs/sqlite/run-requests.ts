/** Reads the runs of other interfaces from the database. */
import type { JobRequests, RequestedRun } from '../job-requests.ts';
import type { Database } from './database.ts';
import { detailOf, RECORD, type RunDetailRow } from './run-row.ts';
import { DamagedRecord, unseal } from './sealed.ts';

interface RequestRow extends RunDetailRow {
  readonly request: string;
}

const OVER = 'request IS NOT NULL AND ended IS NOT NULL AND started IS NOT NULL';

export class SqliteRequests implements JobRequests {
  readonly #sql: ReturnType<typeof statements>;

  constructor(database: Database) {
    this.#sql = statements(database);
  }

  async get(id: string): Promise<RequestedRun | undefined> {
    const row = this.#sql.one.get(id);
    return row && requestedOf(row)[0];
  }

  async open(): Promise<readonly RequestedRun[]> {
    return this.#sql.open.all().flatMap(requestedOf);
  }

  async over({ limit, offset }: { readonly limit: number; readonly offset: number }): Promise<readonly RequestedRun[]> {
    return this.#sql.over.all(limit, offset).flatMap(requestedOf);
  }

  async countOver(): Promise<number> {
    return this.#sql.countOver.get()?.count ?? 0;
  }
}

/** None for a damaged record. */
function requestedOf(row: RequestRow): readonly RequestedRun[] {
  try {
    return [{ run: detailOf(row), request: unseal(row.request, `the request of run ${row.number}`, row.id) }];
  } catch (error) {
    if (error instanceof DamagedRecord) return [];
    throw error;
  }
}

function statements(database: Database) {
  const select = (rest: string) =>
    database.prepare<RequestRow>(`SELECT ${RECORD}, workflow, nodes, request FROM run WHERE ${rest}`);
  return {
    one: select('id = ? AND request IS NOT NULL'),
    open: select(`request IS NOT NULL AND ended IS NULL ORDER BY state = 'queued', position, number`),
    over: select(`${OVER} ORDER BY ended, number LIMIT ? OFFSET ?`),
    countOver: database.prepare<{ readonly count: number }>(`SELECT COUNT(*) AS count FROM run WHERE ${OVER}`),
  };
}
