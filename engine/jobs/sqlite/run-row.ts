/** Runs as rows of the database. */
import type {
  Activities,
  NodeFailure,
  RunDetailRecord,
  RunFile,
  RunRecord,
  RunState,
  Workflow,
} from '../../protocol/index.ts';

/** Columns of a record. The large columns `workflow` and `nodes` are read only when needed. */
export const RECORD =
  'number, id, state, document, name, position, attempt, targets, created, started, ended, files, failures';

export interface RunRow {
  readonly number: number;
  readonly id: string;
  readonly state: RunState;
  readonly document: string | null;
  readonly name: string;
  readonly position: number | null;
  readonly attempt: number;
  /** JSON of a list of node ids. */
  readonly targets: string | null;
  readonly created: number;
  readonly started: number | null;
  readonly ended: number | null;
  /** JSON of a list of RunFile. */
  readonly files: string;
  /** JSON of a list of NodeFailure. */
  readonly failures: string;
}

export interface RunDetailRow extends RunRow {
  /** JSON of a Workflow. */
  readonly workflow: string;
  /** JSON of Activities. */
  readonly nodes: string;
}

export function recordOf(row: RunRow): RunRecord {
  const { number, id, state, name, attempt, created } = row;
  return {
    id,
    number,
    ...(row.document === null ? {} : { document: row.document }),
    name,
    state,
    ...(row.position === null ? {} : { position: row.position }),
    attempt,
    ...(row.targets === null ? {} : { targets: JSON.parse(row.targets) as string[] }),
    created,
    ...(row.started === null ? {} : { started: row.started }),
    ...(row.ended === null ? {} : { ended: row.ended }),
    files: JSON.parse(row.files) as RunFile[],
    failures: JSON.parse(row.failures) as NodeFailure[],
  };
}

export function detailOf(row: RunDetailRow): RunDetailRecord {
  return {
    ...recordOf(row),
    workflow: JSON.parse(row.workflow) as Workflow,
    nodes: JSON.parse(row.nodes) as Activities,
  };
}
