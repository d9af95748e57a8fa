/** Reads runs from the database. */
import type { Activities, RunDetailRecord, RunRecord } from '../../protocol/index.ts';
import type { JobHistory, RunQuery } from '../job-history.ts';
import type { Database } from './database.ts';
import { detailOf, nodesOf, RECORD, recordOf, type RunDetailRow, type RunRow } from './run-row.ts';

export class SqliteHistory implements JobHistory {
  readonly #sql: ReturnType<typeof statements>;

  constructor(database: Database) {
    this.#sql = statements(database);
  }

  async get(id: string): Promise<RunRecord | undefined> {
    const row = this.#sql.one.get(id);
    return row && recordOf(row);
  }

  async detail(id: string): Promise<RunDetailRecord | undefined> {
    const row = this.#sql.detail.get(id);
    return row && detailOf(row);
  }

  async nodes(id: string): Promise<Activities> {
    const row = this.#sql.nodes.get(id);
    return row ? nodesOf(row) : {};
  }

  async list({ limit, before = Number.MAX_SAFE_INTEGER, document }: RunQuery): Promise<readonly RunRecord[]> {
    const rows =
      document === undefined ? this.#sql.list.all(before, limit) : this.#sql.ofDocument.all(document, before, limit);
    return rows.map(recordOf);
  }

  async open(): Promise<readonly RunRecord[]> {
    return this.#sql.open.all().map(recordOf);
  }

  async over(limit: number): Promise<readonly RunRecord[]> {
    return this.#sql.over.all(limit).map(recordOf);
  }

  async latest(document: string): Promise<RunRecord | undefined> {
    const row = this.#sql.latest.get(document);
    return row && recordOf(row);
  }
}

function statements(database: Database) {
  const select = (rest: string) => database.prepare<RunRow>(`SELECT ${RECORD} FROM run ${rest}`);
  return {
    one: select('WHERE id = ?'),
    detail: database.prepare<RunDetailRow>(`SELECT ${RECORD}, workflow, nodes FROM run WHERE id = ?`),
    nodes: database.prepare<Pick<RunDetailRow, 'state' | 'nodes'>>('SELECT state, nodes FROM run WHERE id = ?'),
    list: select('WHERE number < ? ORDER BY number DESC LIMIT ?'),
    ofDocument: select('WHERE document = ? AND number < ? ORDER BY number DESC LIMIT ?'),
    open: select(`WHERE ended IS NULL ORDER BY state = 'queued', position, number`),
    over: select('WHERE ended IS NOT NULL ORDER BY ended DESC, number DESC LIMIT ?'),
    latest: select('WHERE document = ? AND started IS NOT NULL ORDER BY started DESC, number DESC LIMIT 1'),
  };
}
