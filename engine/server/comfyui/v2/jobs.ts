/** Jobs of version 2: queue a prompt, follow it, cancel it. */
import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { isRecord } from '../../../workflow/import/is-record.ts';
import type { App } from '../../context.ts';
import { notFound } from '../../http/errors.ts';
import { type ComfyContext, THEIRS } from '../context.ts';
import { type PromptRun, promptRunOf } from '../prompt-request.ts';
import { flushed } from '../queue/flushed.ts';
import { queuePrompt } from '../queue/queue-prompt.ts';
import { readSubmission } from '../queue/read-submission.ts';
import { uuidOf } from './assets.ts';
import { refuse } from './errors.ts';
import { sendEvents } from './events.ts';
import { MissingAsset, withInputFiles } from './input-files.ts';
import { OVER, type V2Job, v2JobOf } from './job.ts';
import { shownOutputs } from './show-asset.ts';

interface OfJob {
  readonly Params: { readonly id: string };
}

export function v2JobRoutes(scope: App, context: ComfyContext): void {
  const { assets, runs } = context;

  const promptOf = async (id: string): Promise<PromptRun> => {
    const found = await runs.requests.get(id);
    const [prompt] = found ? promptRunOf(found) : [];
    if (!prompt) throw notFound(`job "${id.slice(0, 100)}"`);
    return prompt;
  };

  /** @throws HttpError 404 */
  const jobOf = async (id: string): Promise<V2Job> => {
    const [prompt, run] = [await promptOf(id), await runs.get(id)];
    const waiting = run.state === 'queued' ? (await runs.open()).filter(({ state }) => state === 'queued') : [];
    const place = waiting.findIndex((each) => each.id === id);
    return v2JobOf(prompt, run, await shownOutputs(context, assets, prompt, run.files), place < 0 ? undefined : place);
  };

  scope.post('/jobs', THEIRS, async ({ body, headers, holder }, reply) => {
    const { workflow, extra_data: extra } = isRecord(body) ? body : {};
    if (isRecord(workflow) && Array.isArray(workflow['nodes'])) return refuseEditorFile(reply);
    const key = headers['idempotency-key'];
    const id = typeof key === 'string' ? uuidOf(`job ${key}`) : randomUUID();
    if (await runs.requests.get(id)) return refuseRepeated(reply);
    try {
      const prompt = await withInputFiles(context, assets, workflow);
      const submission = readSubmission({ prompt, prompt_id: id, extra_data: extra }, Date.now());
      const queued =
        'error' in submission ? submission : await queuePrompt(context, submission, flushed(reply), holder);
      if (!('error' in queued)) return await reply.code(201).send(await jobOf(id));
      const details = 'nodeErrors' in queued ? { node_errors: queued.nodeErrors } : {};
      const message = [queued.error.message, queued.error.details].filter(Boolean).join(': ');
      return refuse(reply, { status: 422, code: 'invalid_workflow', message, details });
    } catch (error) {
      if (!(error instanceof MissingAsset)) throw error;
      return refuse(reply, { status: 422, code: 'missing_asset', message: error.message });
    }
  });

  scope.get<OfJob>('/jobs/:id', THEIRS, ({ params }) => jobOf(params.id));

  scope.get<OfJob>('/jobs/:id/workflow', THEIRS, async ({ params }) => {
    const { request } = await promptOf(params.id);
    return { workflow: request.prompt, format: 'api' };
  });

  scope.post<OfJob>('/jobs/:id/cancel', THEIRS, async ({ params }) => {
    await promptOf(params.id);
    await runs.cancel(params.id);
    const job = await jobOf(params.id);
    return { ...job, status: OVER.includes(job.status) ? job.status : 'canceling' };
  });

  scope.get<OfJob>('/jobs/:id/events', THEIRS, async ({ params }, reply) => {
    await promptOf(params.id);
    sendEvents(reply, () => jobOf(params.id));
  });
}

function refuseEditorFile(reply: FastifyReply): FastifyReply {
  const message = 'This is a file of the editor. Export the workflow in the API format.';
  return refuse(reply, { status: 422, code: 'workflow_format_ui', message });
}

function refuseRepeated(reply: FastifyReply): FastifyReply {
  const message = 'A job was queued with this Idempotency-Key already.';
  return refuse(reply, { status: 422, code: 'idempotency_key_reuse', message });
}
