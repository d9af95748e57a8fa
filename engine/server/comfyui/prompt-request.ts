/** A prompt as the queue keeps it beside its run: what ComfyUI's clients get back of it. */
import type { ApiPrompt } from '../../comfyui/prompts.ts';
import type { RequestedRun } from '../../jobs/job-requests.ts';
import { nodeOfWorkflow, type RunDetailRecord } from '../../protocol/index.ts';

export interface PromptRequest {
  readonly interface: 'comfyui';
  readonly prompt: ApiPrompt;
  /** Ids of the output nodes that run. */
  readonly outputs: readonly string[];
  /** Whom the events of the run are for: the `clientId` of a WebSocket. Undefined: nobody. */
  readonly client?: string;
  /** As the client sent it, without keys of accounts, and with `client_id` and `create_time` (milliseconds). */
  readonly extraData: Readonly<Record<string, unknown>>;
  /** Prompts start in ascending order of numbers; default: the number of the run. */
  readonly number?: number;
  /** The number is the negative of the run's. */
  readonly front?: boolean;
}

/** A run that a client of ComfyUI queued. Its id is the `prompt_id`. */
export interface PromptRun {
  readonly run: RunDetailRecord;
  readonly request: PromptRequest;
}

/** None for a run of another interface. */
export function promptRunOf({ run, request }: RequestedRun): readonly PromptRun[] {
  return isPrompt(request) ? [{ run, request }] : [];
}

/** The place of a prompt in the queue, as clients see it. */
export function numberOf({ run, request }: PromptRun): number {
  return request.number ?? (request.front === true ? -run.number : run.number);
}

/** The node of a prompt that a node of its workflow stands for. */
export interface TheirNode {
  readonly id: string;
  readonly class: string;
}

/**
 * @param node an id as events have it.
 * @returns undefined for a node that stands for none, such as one of another interface.
 */
export function theirNode(
  { run }: { readonly run: Pick<RunDetailRecord, 'workflow'> },
  node: string,
): TheirNode | undefined {
  const mark = run.workflow.nodes[nodeOfWorkflow(node)]?.['comfyui'] as Partial<TheirNode> | undefined;
  return typeof mark?.id === 'string' && typeof mark.class === 'string'
    ? { id: mark.id, class: mark.class }
    : undefined;
}

function isPrompt(request: unknown): request is PromptRequest {
  return (request as Partial<PromptRequest> | null)?.interface === 'comfyui';
}
