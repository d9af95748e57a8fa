/** `/api/jobs`: prompts that wait, run or are over, in one list. */
import type { FastifyReply } from 'fastify';
import type { App } from '../../context.ts';
import { type ComfyContext, THEIRS } from '../context.ts';
import { type Job, jobDetailOf, jobOf } from '../history/job.ts';
import { promptRunOf } from '../prompt-request.ts';
import { isUuid } from '../queue/read-submission.ts';
import { isRecord } from '../../../workflow/import/is-record.ts';
import { type JobQuery, readJobQuery } from './job-query.ts';

/** More than the queue keeps. */
const ALL = { limit: 1_000_000, offset: 0 };

interface OfJob {
  readonly Params: { readonly id: string };
}

export function jobRoutes(scope: App, { runs }: ComfyContext): void {
  const { requests } = runs;

  scope.get('/jobs', THEIRS, async ({ query }, reply) => {
    const asked = readJobQuery(query as Readonly<Record<string, string | undefined>>);
    if ('error' in asked) return refuse(reply, asked.error);
    const all = [...(await requests.open()), ...(await requests.over(ALL))].flatMap(promptRunOf).map(jobOf);
    return pageOf(all, asked);
  });

  scope.get<OfJob>('/jobs/:id', THEIRS, async ({ params }, reply) => {
    const [found] = promptRunsOf(await requests.get(params.id));
    return found ? jobDetailOf(found) : reply.code(404).send({ error: 'Job not found' });
  });

  const cancel = async (id: string): Promise<boolean> => {
    const [found] = promptRunsOf(await requests.get(id));
    if (found === undefined || found.run.ended !== undefined) return false;
    await runs.cancel(id);
    return true;
  };

  scope.post<OfJob>('/jobs/:id/cancel', THEIRS, async ({ params }) => ({ cancelled: await cancel(params.id) }));

  scope.post('/jobs/cancel', THEIRS, async ({ body }, reply) => {
    const ids: unknown = isRecord(body) ? body['job_ids'] : undefined;
    if (!Array.isArray(ids)) return refuse(reply, 'job_ids must be a list');
    const invalid = ids.filter((id) => !isUuid(id));
    if (invalid.length > 0)
      return reply.code(400).send({ error: 'job_ids contains invalid id(s)', invalid_ids: invalid });
    let cancelled = false;
    for (const id of ids as string[]) cancelled = (await cancel(id)) || cancelled;
    return { cancelled };
  });
}

function promptRunsOf(found: Parameters<typeof promptRunOf>[0] | undefined): ReturnType<typeof promptRunOf> {
  return found ? promptRunOf(found) : [];
}

function pageOf(jobs: readonly Job[], { states, workflow, by, isAscending, limit, offset }: JobQuery): object {
  const sign = isAscending ? 1 : -1;
  const found = jobs
    .filter(({ status, workflow_id: id }) => states.includes(status) && (workflow === undefined || id === workflow))
    .toSorted((a, b) => sign * (by(a) - by(b)));
  const page = found.slice(offset, limit === undefined ? undefined : offset + limit);
  const pagination = {
    offset,
    limit: limit ?? null,
    total: found.length,
    has_more: offset + page.length < found.length,
  };
  return { jobs: page, pagination };
}

function refuse(reply: FastifyReply, error: string): FastifyReply {
  return reply.code(400).send({ error });
}
