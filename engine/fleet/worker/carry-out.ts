/** Carries out one run on a worker, and keeps what it gave in the store. */
import { join } from 'node:path';
import { inputFiles } from '../../../nodes/services/input-files.ts';
import { INPUT_FILES } from '../../../nodes/services/tokens.ts';
import { GraphError } from '../../graph/graph-error.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import type { Composed } from '../../host/compose.ts';
import type { Outcome } from '../../protocol/index.ts';
import type { RunEvent } from '../../run/events.ts';
import type { RunResult } from '../../run/engine.ts';
import type { ContentStore } from '../../store/content-store.ts';
import type { JobDocument, JobResult } from '../fleet-protocol.ts';
import { fetchInputs } from '../inputs.ts';
import { patiently } from '../patience.ts';
import { keepResult } from './carried-run.ts';
import type { Outbox } from './outbox.ts';

export interface CarryOutContext {
  readonly composed: Pick<Composed, 'engine' | 'services' | 'hashes'>;
  readonly store: ContentStore;
  /** For the pictures that runs load; each has a folder in it. */
  readonly folder: string;
}

/** Milliseconds to wait for a store that does not answer. What was computed is in the cache of the worker by then. */
const PATIENCE = 30_000;

/** How a run ended, and what the queue keeps of it. */
export type Carried = JobResult & Pick<Outcome, 'state'>;

/** @throws GivenBack when the store does not answer for long, Error that ends the run as failed. */
export async function carryOut(
  { run, workflow, targets, inputs }: JobDocument,
  outbox: Pick<Outbox, 'add' | 'events'>,
  signal: AbortSignal,
  { composed, store, folder }: CarryOutContext,
): Promise<Carried> {
  const { engine, hashes: models } = composed;
  const options = targets ? { targets } : {};
  const plan = planned(() => engine.plan(workflow, options));
  const files = join(folder, 'files');
  await patiently(() => fetchInputs(inputs, store.shelf('inputs'), files), { limit: PATIENCE, stop: signal });
  const services = composed.services.with(INPUT_FILES, inputFiles([files]));
  const reading = models.begin(plan);
  try {
    const result = await engine.run(workflow, {
      ...options,
      plan,
      services,
      id: run.id,
      scope: workflow.name,
      forecast: true,
      foresee: true,
      signal,
      onEvent: (event: RunEvent) => outbox.add(event),
    });
    const hashes = hasOutputs(result) ? await reading.all(signal) : {};
    const finished = { result, hashes, events: outbox.events };
    const digest = await patiently(() => keepResult(finished, store), { limit: PATIENCE });
    return { state: result.status, result: digest };
  } finally {
    reading.end();
  }
}

function hasOutputs({ outputs }: RunResult): boolean {
  return Object.keys(outputs).length > 0;
}

/** A workflow that the server could plan fails here when the node types differ. */
function planned<T>(plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const issues = error.issues.map(renderIssue).join(' ');
    throw new Error(`The worker cannot run the workflow. Does it load the same --nodes as the server? ${issues}`, {
      cause: error,
    });
  }
}
