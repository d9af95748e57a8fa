/** Runs as rows of the database. */
import type { NodeActivity, NodeFailure, RunFile, RunState, Workflow } from '../../protocol/index.ts';
import type { RunRecord } from '../job-queue.ts';

/** Every column of a record; workflow and nodes are read when they are asked for. */
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
  readonly targets: string | null;
  readonly created: number;
  readonly started: number | null;
  readonly ended: number | null;
  readonly files: string;
  readonly failures: string;
}

export interface RunDetailRow extends RunRow {
  readonly workflow: string;
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

export function detailOf(
  row: RunDetailRow,
): RunRecord & { readonly workflow: Workflow; readonly nodes: Readonly<Record<string, NodeActivity>> } {
  return {
    ...recordOf(row),
    workflow: JSON.parse(row.workflow) as Workflow,
    nodes: JSON.parse(row.nodes) as Record<string, NodeActivity>,
  };
}
