/** A prompt as `/api/jobs` shows it, whether it waits, runs or is over. */
import { numberOf, type PromptRun } from '../prompt-request.ts';
import { statusOf } from './entry.ts';
import { type Outputs, outputsOf } from './outputs.ts';

export const JOB_STATES = ['pending', 'in_progress', 'completed', 'failed', 'cancelled'] as const;

export type JobState = (typeof JOB_STATES)[number];

const STATES = {
  queued: 'pending',
  running: 'in_progress',
  done: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;

export interface Job {
  readonly id: string;
  readonly status: JobState;
  readonly priority: number;
  /** Times are milliseconds since the epoch. */
  readonly create_time: number;
  readonly execution_start_time?: number;
  readonly execution_end_time?: number;
  readonly workflow_id?: string;
  readonly [field: string]: unknown;
}

export function jobOf(prompt: PromptRun): Job {
  const { id, state, created, started, ended } = prompt.run;
  const workflow = workflowId(prompt);
  const error = state === 'failed' ? statusOf(prompt).messages.at(-1)?.[1] : undefined;
  return {
    id,
    status: STATES[state],
    priority: numberOf(prompt),
    create_time: created,
    ...(started === undefined || ended === undefined
      ? {}
      : { execution_start_time: started, execution_end_time: ended }),
    ...(error === undefined ? {} : { execution_error: error }),
    ...summaryOf(outputsOf(prompt)),
    ...(workflow === undefined ? {} : { workflow_id: workflow }),
  };
}

/** With everything that is known of it. */
export function jobDetailOf(prompt: PromptRun): Job {
  const { prompt: nodes, extraData } = prompt.request;
  if (prompt.run.ended === undefined) return jobOf(prompt);
  return {
    ...jobOf(prompt),
    outputs: outputsOf(prompt),
    execution_status: statusOf(prompt),
    workflow: { prompt: nodes, extra_data: extraData },
  };
}

/** The picture to show for the job: a saved one, else any. */
function summaryOf(outputs: Outputs): Readonly<Record<string, unknown>> {
  const all = Object.entries(outputs).flatMap(([nodeId, output]) =>
    (output.images ?? []).map((file) => ({ ...file, nodeId, mediaType: 'images' })),
  );
  const shown = all.find(({ type }) => type === 'output') ?? all[0];
  return {
    outputs_count: all.length,
    previewable_outputs_count: all.length,
    ...(shown === undefined ? {} : { preview_output: shown }),
  };
}

/** The id that the editor of the client gave the workflow. */
function workflowId({ request }: PromptRun): string | undefined {
  const { extra_pnginfo: info } = request.extraData as { extra_pnginfo?: { workflow?: { id?: unknown } } | null };
  const id = info?.workflow?.id;
  return typeof id === 'string' ? id : undefined;
}
