/** Runs as rows of the database. */
import type {
  Activities,
  NodeFailure,
  Outcome,
  RunDetailRecord,
  RunFile,
  RunRecord,
  RunState,
  Workflow,
} from '../../protocol/index.ts';
import { priorityOf } from './place.ts';
import { DamagedRecord, seal, unseal } from './sealed.ts';

const STATES: readonly RunState[] = ['queued', 'running', 'done', 'failed', 'cancelled'];

/** Columns of a record. The large columns `workflow` and `nodes` are read only when needed. */
export const RECORD =
  'number, id, state, document, name, position, attempt, targets, created, started, ended, files, failures, ' +
  'submitter, band';

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
  /** The owner of the run; empty for nobody in particular. */
  readonly submitter: string;
  /** As in place.ts. */
  readonly band: number;
}

export interface RunDetailRow extends RunRow {
  /** JSON of a Workflow. */
  readonly workflow: string;
  /** JSON of Activities. */
  readonly nodes: string;
}

/** Never throws: a part that is damaged on the disk is left out, and a failure says so. */
export function recordOf(row: RunRow): RunRecord {
  const { number, id, state, name, attempt, created } = row;
  const lost: NodeFailure[] = [];
  const read = <T>(text: string, what: string, otherwise: T, ...context: readonly unknown[]): T => {
    try {
      return unseal(text, `${what} of run ${number}`, ...context) as T;
    } catch (error) {
      lost.push(damageFailure(error));
      return otherwise;
    }
  };
  const targets = row.targets === null ? undefined : read<string[]>(row.targets, 'the targets', [], id);
  const files = read<RunFile[]>(row.files, 'the pictures', [], state);
  const failures = read<NodeFailure[]>(row.failures, 'the failures', [], state);
  const priority = priorityOf(row.band);
  return {
    id,
    number,
    ...(row.document === null ? {} : { document: row.document }),
    name,
    state: STATES.includes(state) ? state : 'failed',
    ...(row.position === null ? {} : { position: row.position }),
    attempt,
    ...(row.submitter === '' ? {} : { owner: row.submitter }),
    ...(priority === undefined ? {} : { priority }),
    ...(targets === undefined ? {} : { targets }),
    created,
    ...(row.started === null ? {} : { started: row.started }),
    ...(row.ended === null ? {} : { ended: row.ended }),
    files,
    failures: [...failures, ...lost],
  };
}

/** @throws DamagedRecord when the workflow is damaged on the disk. */
export function detailOf(row: RunDetailRow): RunDetailRecord {
  const record = recordOf(row);
  return { ...record, workflow: workflowOf(row), nodes: nodesOf(row) };
}

/** @throws DamagedRecord */
export function workflowOf({ number, id, name, document, workflow }: RunDetailRow): Workflow {
  return unseal(workflow, `the workflow of run ${number}`, id, name, document) as Workflow;
}

/** Empty when they are damaged on the disk. */
export function nodesOf({ state, nodes }: Pick<RunDetailRow, 'state' | 'nodes'>): Activities {
  try {
    return unseal(nodes, 'the nodes of a run', state) as Activities;
  } catch {
    return {};
  }
}

/** The columns that a run's end writes, in their order; until then they hold defaults without a checksum. */
export function sealedEnd({ state, files, failures, nodes }: Outcome): readonly [string, string, string] {
  return [seal(files, state), seal(failures, state), seal(nodes, state)];
}

function damageFailure(error: unknown): NodeFailure {
  if (!(error instanceof DamagedRecord)) throw error;
  return { node: '', type: '', message: error.message, code: error.code };
}
