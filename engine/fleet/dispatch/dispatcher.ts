/**
 * Carries out the runs of a server on the workers of a fleet. It stands in the place of the engine, and gives what the
 * engine would give, so that the server saves and shows all runs in one way.
 */
import type { InputFiles } from '../../../nodes/services/tokens.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Plan } from '../../graph/plan.ts';
import type { Hashes, ModelHashes } from '../../host/hashes/model-hashes.ts';
import { GivenBack, RunnerStops, WorkerDied } from '../../jobs/runner.ts';
import { StaleLease } from '../../jobs/job-queue.ts';
import type { RunRecord, Workflow } from '../../protocol/index.ts';
import type { EngineRunOptions, RunResult } from '../../run/engine.ts';
import type { RunEvent } from '../../run/events.ts';
import type { CarriedRun, JobDocument, Order, RunMessage } from '../fleet-protocol.ts';
import { keepInputs } from '../inputs.ts';
import { jobId, queueName } from '../names.ts';
import { filesOf, modelsOf } from '../needs.ts';
import type { Fleet } from '../open-fleet.ts';
import { patiently } from '../patience.ts';
import { readJson, writeJson } from '../stored-json.ts';
import type { Crew } from './crew.ts';
import { DispatchedRun, type End } from './dispatched-run.ts';
import { ReceivedEvents } from './received-events.ts';
import { cancelledRun, resultOf, targetsOf } from './run-result.ts';

export interface DispatcherOptions {
  readonly fleet: Pick<Fleet, 'broker' | 'store'>;
  readonly crew: Crew;
  /** Identifies the data folder of the server. */
  readonly server: string;
  /** Of Inkloom. */
  readonly version: string;
  readonly inputs: InputFiles;
  readonly plan: (graph: Graph, options: EngineRunOptions) => Plan | Promise<Plan>;
  readonly record: (id: string) => Promise<RunRecord | undefined>;
  readonly order: (order: Order) => void;
  /** Called when jobs begin to wait, or are taken. */
  readonly onChange: () => void;
}

type PlannedRun = EngineRunOptions & { readonly id: string; readonly plan: Plan };

interface Sent {
  readonly queue: string;
  readonly job: string;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** By job. */
  readonly #runs = new Map<string, DispatchedRun>();
  /** Jobs that are over and whose runs are not yet, by run. */
  readonly #over = new Map<string, Sent>();
  /** Hashes that workers gave, by the plan of their run. */
  readonly #hashes = new WeakMap<Plan, Hashes | undefined>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Gives the hashes that came with the result of a run. */
  get hashes(): ModelHashes {
    return { begin: (plan) => ({ all: async () => this.#hashes.get(plan), end() {} }) };
  }

  /** The runs whose jobs were put on the queue. */
  get runs(): readonly DispatchedRun[] {
    return [...this.#runs.values()];
  }

  hear(message: RunMessage): void {
    this.#runs.get(message.job)?.hear(message);
  }

  /**
   * Has a run carried out by a worker.
   * @throws WorkerDied or GivenBack when it is to be carried out again, Error when it could not be carried out.
   */
  async run(graph: Graph, options: EngineRunOptions = {}): Promise<RunResult> {
    const { id = '', signal = new AbortController().signal } = options;
    const plan = options.plan ?? (await this.#options.plan(graph, options));
    const cancel = new AbortController();
    const stop = new AbortController();
    const abort = (): void => {
      const { reason } = signal as { readonly reason: unknown };
      if (reason instanceof RunnerStops || reason instanceof StaleLease) stop.abort();
      else cancel.abort();
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    try {
      return await this.#run(graph as Workflow, { ...options, id, plan }, stop.signal, cancel.signal);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** A run is over, and kept: its job is no longer needed. */
  forget(run: string): void {
    const sent = this.#over.get(run);
    this.#over.delete(run);
    if (!sent) return;
    // A job that stays behind goes by its age.
    const queue = this.#options.fleet.broker.queue(sent.queue);
    queue.remove(sent.job).catch(() => {});
  }

  async #run(workflow: Workflow, options: PlannedRun, stop: AbortSignal, cancel: AbortSignal): Promise<RunResult> {
    const { fleet, server, version, crew, order, onChange } = this.#options;
    const { id, plan } = options;
    const models = modelsOf(plan);
    const sent: Sent = { queue: queueName(version, models), job: jobId(server, id) };
    const events = this.#eventsOf(sent.job, options.onEvent ?? (() => {}));
    const document = await patiently(() => this.#keepDocument(workflow, options), { limit: Infinity, stop });
    const payload = { server, document };
    // Looks for workers that died where no worker is left to do so.
    fleet.broker.worker(sent.queue);
    const queue = fleet.broker.queue(sent.queue) as ConstructorParameters<typeof DispatchedRun>[0]['queue'];
    const missing = (): readonly string[] | undefined => crew.missing(models);
    const run = new DispatchedRun({ id: sent.job, queue, models, payload, events, order, missing, onChange });
    this.#runs.set(sent.job, run);
    onChange();
    try {
      const end = await run.end(stop, cancel);
      if (end?.kind === 'carried') this.#over.set(id, sent);
      return end ? await this.#resultOf(end, options, events, stop) : cancelledRun(id);
    } finally {
      this.#runs.delete(sent.job);
      onChange();
    }
  }

  async #resultOf(
    end: End,
    { id, plan, onTarget }: PlannedRun,
    events: ReceivedEvents,
    stop: AbortSignal,
  ): Promise<RunResult> {
    switch (end.kind) {
      case 'cancelled':
        return cancelledRun(id);
      case 'given-back':
        throw new GivenBack();
      case 'died':
        throw new WorkerDied();
      case 'failed':
        throw new Error(end.message);
      case 'carried': {
        const { store } = this.#options.fleet;
        const patience = { limit: Infinity, stop };
        const carried = await patiently(() => readJson<CarriedRun>(store.shelf('results'), end.result), patience);
        const result = carried && (await patiently(() => resultOf(id, carried, store.shelf('outputs')), patience));
        if (!carried || !result) {
          // The store lost what the worker kept: the run counts as one whose worker died.
          this.forget(id);
          throw new WorkerDied();
        }
        await events.finish(carried.events);
        this.#hashes.set(plan, carried.hashes);
        if (onTarget) for (const target of targetsOf(result)) await onTarget(target);
        return result;
      }
    }
  }

  #eventsOf(job: string, onEvent: (event: RunEvent) => void): ReceivedEvents {
    const { order, server, fleet } = this.#options;
    return new ReceivedEvents({
      onEvent,
      ask: (from) => order({ type: 'report', job, server, from }),
      read: (digest) => readJson(fleet.store.shelf('steps'), digest),
    });
  }

  async #keepDocument(workflow: Workflow, { id, plan, targets }: PlannedRun): Promise<string> {
    const { fleet, inputs, record } = this.#options;
    const shelf = fleet.store.shelf('inputs');
    const found = await record(id);
    if (!found) throw new Error(`There is no run "${id}"`);
    const { number, name, state, attempt, created } = found;
    const document: JobDocument = {
      run: { id, number, name, state, attempt, created, files: [], failures: [] },
      workflow,
      ...(targets ? { targets } : {}),
      inputs: await keepInputs(filesOf(plan), inputs, shelf),
    };
    return writeJson(shelf, document);
  }
}
