/** Reads the runs of the database: those that run or wait, and those that are over. */
import type { NodeActivity } from '../../protocol/index.ts';
import type { Database } from './database.ts';
import type { RunRecord } from '../job-queue.ts';
import { detailOf, RECORD, recordOf, type RunDetailRow, type RunRow } from './run-row.ts';

export interface RunQuery {
  /** Runs at most. */
  readonly limit: number;
  /** Only runs with a lower number. */
  readonly before?: number | undefined;
  readonly document?: string | undefined;
}

export class RunHistory {
  readonly #sql: ReturnType<typeof statements>;

  constructor(database: Database) {
    this.#sql = statements(database);
  }

  get(id: string): RunRecord | undefined {
    const row = this.#sql.one.get(id);
    return row && recordOf(row);
  }

  detail(id: string): ReturnType<typeof detailOf> | undefined {
    const row = this.#sql.detail.get(id);
    return row && detailOf(row);
  }

  /** What a run that is over did with its nodes. */
  nodes(id: string): Readonly<Record<string, NodeActivity>> {
    return JSON.parse(this.#sql.nodes.get(id)?.nodes ?? '{}') as Record<string, NodeActivity>;
  }

  /** The latest first. */
  list({ limit, before = Number.MAX_SAFE_INTEGER, document }: RunQuery): RunRecord[] {
    const rows =
      document === undefined ? this.#sql.list.all(before, limit) : this.#sql.ofDocument.all(document, before, limit);
    return rows.map(recordOf);
  }

  /** Running ones, then waiting ones, the next first. */
  open(): RunRecord[] {
    return this.#sql.open.all().map(recordOf);
  }

  /** The latest finished first. */
  over(limit: number): RunRecord[] {
    return this.#sql.over.all(limit).map(recordOf);
  }

  /** The run of a document that was begun last, whether it is over or not. */
  latest(document: string): RunRecord | undefined {
    const row = this.#sql.latest.get(document);
    return row && recordOf(row);
  }
}

function statements(database: Database) {
  const some = (rest: string) => database.prepare<RunRow>(`SELECT ${RECORD} FROM run ${rest}`);
  return {
    one: some('WHERE id = ?'),
    detail: database.prepare<RunDetailRow>(`SELECT ${RECORD}, workflow, nodes FROM run WHERE id = ?`),
    nodes: database.prepare<Pick<RunDetailRow, 'nodes'>>('SELECT nodes FROM run WHERE id = ?'),
    list: some('WHERE number < ? ORDER BY number DESC LIMIT ?'),
    ofDocument: some('WHERE document = ? AND number < ? ORDER BY number DESC LIMIT ?'),
    open: some(`WHERE ended IS NULL ORDER BY state = 'queued', position, number`),
    over: some('WHERE ended IS NOT NULL ORDER BY ended DESC, number DESC LIMIT ?'),
    latest: some('WHERE document = ? AND started IS NOT NULL ORDER BY started DESC, number DESC LIMIT 1'),
  };
}
