/** The query of `GET /api/jobs`. */
import { type Job, JOB_STATES, type JobState } from '../history/job.ts';

export interface JobQuery {
  readonly states: readonly JobState[];
  readonly workflow: string | undefined;
  /** The number that jobs are sorted by. */
  readonly by: (job: Job) => number;
  readonly isAscending: boolean;
  readonly limit: number | undefined;
  readonly offset: number;
}

const SORTED_BY: ReadonlyMap<string, JobQuery['by']> = new Map([
  ['created_at', ({ create_time: created }: Job) => created],
  ['execution_duration', durationOf],
]);

function durationOf({ execution_start_time: started = 0, execution_end_time: ended = started }: Job): number {
  return ended - started;
}

export function readJobQuery(query: Readonly<Record<string, string | undefined>>): JobQuery | { error: string } {
  const { status, workflow_id: workflow, sort_by: by = 'created_at', sort_order: order = 'desc' } = query;
  const { limit, offset = '0' } = query;
  const states = (status ?? JOB_STATES.join(',')).split(',').map((state) => state.trim());
  const unknown = states.filter((state) => !(JOB_STATES as readonly string[]).includes(state));
  if (unknown.length > 0)
    return { error: `Invalid status value(s): ${unknown.join(', ')}. Expected: ${JOB_STATES.join(', ')}` };
  const sort = SORTED_BY.get(by);
  if (!sort) return { error: `sort_by must be one of: ${[...SORTED_BY.keys()].join(', ')}` };
  if (order !== 'asc' && order !== 'desc') return { error: 'sort_order must be one of: asc, desc' };
  if (limit !== undefined && !/^[1-9]\d{0,8}$/.test(limit)) return { error: 'limit must be a whole number from 1' };
  if (!/^\d{1,9}$/.test(offset)) return { error: 'offset must be a whole number from 0' };
  return {
    states: states as JobState[],
    workflow,
    by: sort,
    isAscending: order === 'asc',
    limit: limit === undefined ? undefined : Number(limit),
    offset: Number(offset),
  };
}
