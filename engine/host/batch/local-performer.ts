/** Makes the pictures of a batch with an engine in this process. */
import { GraphError } from '../../graph/graph-error.ts';
import { renderIssue } from '../../graph/render-issue.ts';
import type { Plan } from '../../graph/plan.ts';
import { digestValue } from '../../cache/canonical.ts';
import type { RunResult } from '../../run/engine.ts';
import type { NodeFailure, RunEvent } from '../../run/events.ts';
import { isPicture, provenanceOf, withProvenance } from '../../workflow/picture/provenance.ts';
import type { Composed } from '../compose.ts';
import type { Hashes } from '../hashes/model-hashes.ts';
import { packageVersion } from '../places.ts';
import { filesOfRun } from '../save-files.ts';
import { Identities } from './identities.ts';
import { Turns } from './turns.ts';
import {
  type OnPictureProgress,
  type PerformedFile,
  type PerformedPicture,
  type Performer,
  PictureError,
  type PictureJob,
} from './performer.ts';

/** The lane of nodes that run a model. */
const MODELS = 'inference';

export class LocalPerformer implements Performer {
  readonly #composed: Composed;
  readonly #withMetadata: boolean;
  readonly #turns = new Turns();
  readonly #identities: Identities;

  /** @param withMetadata whether pictures carry their workflow. */
  constructor(composed: Composed, withMetadata: boolean) {
    this.#composed = composed;
    this.#withMetadata = withMetadata;
    this.#identities = new Identities(composed.services);
  }

  async identify(job: PictureJob): Promise<string> {
    return digestValue(await this.#identities.of(this.#plan(job)));
  }

  /** The models of a picture work when those of the picture before are done: the first is finished first. */
  async perform(job: PictureJob, signal: AbortSignal, onProgress: OnPictureProgress): Promise<PerformedPicture> {
    const plan = this.#plan(job);
    const turn = await this.#turns.next(signal);
    const models = new Set([...plan.nodes.values()].filter(({ definition }) => definition.lane === MODELS));
    const waiting = new Set([...models].map(({ id }) => id));
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'node-progress' && event.max > 1 && !event.node.includes('/'))
        onProgress(Math.min(1, event.value / event.max));
      if (event.type === 'node-done' && waiting.delete(event.node) && waiting.size === 0) turn.end();
    };
    try {
      return await this.#run(job, plan, { signal, onEvent });
    } finally {
      turn.end();
    }
  }

  close(): Promise<void> {
    return this.#composed.close();
  }

  async #run(
    job: PictureJob,
    plan: Plan,
    { signal, onEvent }: { readonly signal: AbortSignal; readonly onEvent: (event: RunEvent) => void },
  ): Promise<PerformedPicture> {
    const { engine, hashes } = this.#composed;
    const reading = this.#withMetadata ? hashes.begin(plan) : undefined;
    const { workflow } = job;
    const scope = workflow.name;
    const result = await engine.run(workflow, { plan, scope, foresee: true, signal, onEvent });
    signal.throwIfAborted();
    if (result.status !== 'done') throw failed(result.failures);
    const known = await reading?.all(signal);
    reading?.end();
    signal.throwIfAborted();
    const files = filesOfRun(result).map(({ node, file }): PerformedFile => {
      const { data, extension, mediaType } = file;
      const isNamed = this.#withMetadata && isPicture(data);
      return { node, extension, mediaType, data: isNamed ? named({ job, plan, result, known }, node, data) : data };
    });
    return { files, seconds: result.seconds, cached: result.executed.length === 0 };
  }

  /** @throws PictureError for a workflow that cannot run. */
  #plan({ workflow, targets }: PictureJob): Plan {
    try {
      return this.#composed.engine.plan(workflow, targets ? { targets } : {});
    } catch (error) {
      if (error instanceof GraphError)
        throw new PictureError(error.issues.map(renderIssue).join(' '), [], { cause: error });
      throw error;
    }
  }
}

interface Origin {
  readonly job: PictureJob;
  readonly plan: Plan;
  readonly result: RunResult;
  readonly known: Hashes | undefined;
}

/** A picture with its provenance. */
function named({ job, plan, result, known }: Origin, node: string, data: Uint8Array): Uint8Array {
  const about = { version: packageVersion(), workflow: job.workflow };
  return withProvenance(data, provenanceOf(plan, node, about, result.fingerprints, known));
}

function failed(failures: readonly NodeFailure[]): PictureError {
  const sentences = failures.map(({ node, message }) => `Node "${node}": ${message}`);
  return new PictureError(sentences.join(' ') || 'The workflow was not carried out', failures);
}
