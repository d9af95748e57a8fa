/** Queues a prompt: validates it, makes a workflow of it, and gives it its place among those that wait. */
import type { CheckedPrompt, NodeErrors, PromptError } from '../../../comfyui/prompts.ts';
import { GraphError } from '../../../graph/graph-error.ts';
import { IdTaken } from '../../../jobs/job-queue.ts';
import type { Issue } from '../../../protocol/index.ts';
import { issuesOf } from '../../http/issues.ts';
import type { Holder } from '../../security/holder.ts';
import type { ComfyContext } from '../context.ts';
import { promptError } from '../errors.ts';
import { numberOf, type PromptRequest, type PromptRun, promptRunOf, theirNode } from '../prompt-request.ts';
import type { SubmittedPrompt } from './read-submission.ts';

export type Queued =
  | { readonly prompt_id: string; readonly number: number; readonly node_errors: NodeErrors }
  | { readonly error: PromptError; readonly nodeErrors: NodeErrors };

/**
 * @param after nothing of the run is told before this settles.
 * @throws HttpError as `Runs.submit`.
 */
export async function queuePrompt(
  { prompts, runs }: Pick<ComfyContext, 'prompts' | 'runs'>,
  { id, prompt, wanted, details }: SubmittedPrompt,
  after: Promise<unknown>,
  by: Holder,
): Promise<Queued> {
  const checked = await prompts.check(prompt, wanted);
  if (!checked.isValid) return { error: checked.error, nodeErrors: checked.nodeErrors };
  const { workflow, targets } = prompts.toWorkflow(checked.prompt, checked.goodOutputs);
  const request: PromptRequest = {
    interface: 'comfyui',
    prompt: checked.prompt,
    outputs: checked.goodOutputs,
    ...details,
  };
  try {
    const run = await runs.accept({ id, request, after, workflow, targets }, by);
    const queued: PromptRun = { run: { ...run, workflow, nodes: {} }, request };
    await giveItsPlace(runs, queued);
    return { prompt_id: id, number: numberOf(queued), node_errors: checked.nodeErrors };
  } catch (error) {
    if (error instanceof IdTaken) return { error: promptError('invalid_prompt_id', error.message), nodeErrors: {} };
    if (!(error instanceof GraphError)) throw error;
    return refusal(checked, (node) => theirNode({ run: { workflow } }, node)?.id, issuesOf(error.issues));
  }
}

/** Puts a prompt ahead of the first waiting run with a higher number. A run of another interface has its own number. */
async function giveItsPlace(runs: ComfyContext['runs'], queued: PromptRun): Promise<void> {
  const numbers = new Map(
    (await runs.requests.open()).flatMap(promptRunOf).map((each) => [each.run.id, numberOf(each)]),
  );
  const { id } = queued.run;
  const waiting = (await runs.open()).filter(({ state, id: other }) => state === 'queued' && other !== id);
  const place = waiting.findIndex((run) => (numbers.get(run.id) ?? run.number) > numberOf(queued));
  if (place >= 0) await runs.order(waiting.map((run) => run.id).toSpliced(place, 0, id));
}

/** A workflow that cannot run, although ComfyUI's rules allow its prompt. */
function refusal(
  { prompt, goodOutputs }: CheckedPrompt & { readonly isValid: true },
  idOf: (node: string) => string | undefined,
  issues: readonly Issue[],
): Queued {
  const theirs = (issue: Issue): string => idOf(issue.node) ?? goodOutputs[0] ?? '';
  const nodeErrors = [...new Set(issues.map(theirs))].map((id) => {
    const errors = issues.filter((issue) => theirs(issue) === id).map(errorOf);
    return [id, { errors, dependent_outputs: goodOutputs, class_type: prompt[id]?.class_type ?? '' }];
  });
  const message = 'Prompt outputs failed validation';
  const details = issues.map((issue) => issue.message).join('\n');
  return {
    error: promptError('prompt_outputs_failed_validation', message, details),
    nodeErrors: Object.fromEntries(nodeErrors) as NodeErrors,
  };
}

function errorOf({ message, input = '' }: Issue): PromptError {
  return {
    type: 'custom_validation_failed',
    message: 'Custom validation failed for node',
    details: input === '' ? message : `${input} - ${message}`,
    extra_info: { input_name: input },
  };
}
