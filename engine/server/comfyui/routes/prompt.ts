/** `/prompt` and `/queue`: prompts are queued, listed and taken back. */
import type { App } from '../../context.ts';
import type { ComfyContext } from '../context.ts';
import { THEIRS } from '../context.ts';
import { sendPromptError } from '../errors.ts';
import { queueItemOf } from '../history/entry.ts';
import { promptRunOf } from '../prompt-request.ts';
import { flushed } from '../queue/flushed.ts';
import { queuePrompt } from '../queue/queue-prompt.ts';
import { readSubmission } from '../queue/read-submission.ts';
import { idsIn, isTrue } from './read-body.ts';

export function promptRoutes(scope: App, context: ComfyContext): void {
  const { runs } = context;

  scope.get('/prompt', THEIRS, async () => ({ exec_info: { queue_remaining: (await runs.open()).length } }));

  scope.post('/prompt', THEIRS, async ({ body, holder }, reply) => {
    const submission = readSubmission(body, Date.now());
    if ('error' in submission) return sendPromptError(reply, submission.error);
    const queued = await queuePrompt(context, submission, flushed(reply), holder);
    return 'error' in queued ? sendPromptError(reply, queued.error, queued.nodeErrors) : queued;
  });

  scope.get('/queue', THEIRS, async () => {
    const open = (await runs.requests.open()).flatMap(promptRunOf);
    return {
      queue_running: open.filter(({ run }) => run.state === 'running').map(queueItemOf),
      queue_pending: open.filter(({ run }) => run.state === 'queued').map(queueItemOf),
    };
  });

  scope.post('/queue', THEIRS, async ({ body }) => {
    const waiting = (await runs.requests.open()).flatMap(promptRunOf).filter(({ run }) => run.state === 'queued');
    const named = isTrue(body, 'clear') ? waiting.map(({ run }) => run.id) : idsIn(body, 'delete');
    for (const { run } of waiting) if (named.includes(run.id)) await runs.cancel(run.id);
    return {};
  });

  scope.post('/interrupt', THEIRS, async ({ body }) => {
    const running = (await runs.requests.open()).flatMap(promptRunOf).filter(({ run }) => run.state === 'running');
    const [only] = idsIn(body, 'prompt_id');
    for (const { run } of running) if (only === undefined || only === run.id) await runs.cancel(run.id);
    return {};
  });
}
