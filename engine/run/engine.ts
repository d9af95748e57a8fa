/** The engine: holds node types, services, cache and lanes, and runs graphs with them. */
import { availableParallelism } from 'node:os';
import { nanoid } from 'nanoid';
import { MemoryCache } from '../cache/memory.ts';
import type { ResultCache, StoredOutput } from '../cache/result.ts';
import type { NodeDefinition } from '../graph/define.ts';
import type { Graph } from '../graph/graph.ts';
import { planGraph, type Plan, type PlanOptions } from '../graph/plan.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import { Services } from '../graph/service.ts';
import { Cancellation } from './cancellation.ts';
import type { OnTarget } from './delivery.ts';
import type { Forecast, NodeFailure, PresentResult, RunEvent, RunStatus } from './events.ts';
import { Lanes } from './shared/lanes.ts';
import type { EngineParts } from './shared/parts.ts';
import { Run } from './run.ts';
import { SingleFlight } from './shared/single-flight.ts';
import { MemoryTraces, type TraceStore } from './trace.ts';

export interface EngineOptions {
  readonly registry: NodeRegistry;
  readonly services?: Services;
  /** Default: a memory cache of 1 GiB. */
  readonly cache?: ResultCache;
  /** Keys and times of the last runs, for explanations and forecasts; default: kept in this process only. */
  readonly traces?: TraceStore;
  /** Nodes at a time by lane; default `{ inference: 1, io: 16 }`, and the number of cores for every other lane. */
  readonly lanes?: Readonly<Record<string, number>>;
}

export interface EngineRunOptions extends PlanOptions {
  /** The plan {@link Engine.plan} made for the same graph and options, to save planning it again. */
  readonly plan?: Plan;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  /**
   * Takes each target over as soon as it is done, one after the other; {@link RunResult.outputs} is empty then, and the
   * run holds no values of finished targets. Targets are finished in the order of the plan as far as it costs no time;
   * one that is found in the cache is handed over too.
   */
  readonly onTarget?: OnTarget;
  /** Default: a random id. */
  readonly id?: string;
  /** Name of the workflow: its nodes are compared with its last run; default empty. */
  readonly scope?: string;
  /** Share of known results to compute again and compare, 0 to 1; a difference emits `node-mismatch`. Default 0. */
  readonly verify?: number;
  /** Emits a `run-forecast` event before anything is computed; default false. */
  readonly forecast?: boolean;
  /** What nodes of this run use; default: the services of the engine. */
  readonly services?: Services;
  /** Runs nothing when a node is known to fail beforehand: see {@link RunResult.refused}. Default false. */
  readonly foresee?: boolean;
}

export interface RunResult {
  readonly run: string;
  readonly status: RunStatus;
  readonly seconds: number;
  /** Values of the targets that succeeded, by node id and output name; none with {@link EngineRunOptions.onTarget}. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The same outputs as stored: digest, size and type. */
  readonly stored: Readonly<Record<string, Readonly<Record<string, StoredOutput>>>>;
  readonly failures: readonly NodeFailure[];
  /** Nothing was computed, because of failures that were found before. */
  readonly refused: boolean;
  /** Identity of outside state, such as digests of model files, by node. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Nodes this run computed itself, children of expansions included, in the order they finished. */
  readonly executed: readonly string[];
}

export interface Outlook {
  readonly forecast: Forecast;
  /** Sources first. */
  readonly results: readonly PresentResult[];
  /** Finds what cannot work, as {@link Engine.foresee} does. A model that works can keep the check waiting. */
  foresee(): Promise<readonly NodeFailure[]>;
}

/** Number of times a run starts over for targets whose stored data was lost. */
const MAX_RECOVERIES = 3;

export class Engine {
  readonly registry: NodeRegistry;
  readonly #parts: EngineParts;

  constructor(options: EngineOptions) {
    this.registry = options.registry;
    this.#parts = {
      registry: options.registry,
      services: options.services ?? new Services(),
      cache: options.cache ?? new MemoryCache(),
      traces: options.traces ?? new MemoryTraces(),
      lanes: new Lanes({ inference: 1, io: 16, ...options.lanes }, availableParallelism()),
      flights: new SingleFlight(),
    };
  }

  /** @throws GraphError listing every problem when a target cannot run. */
  plan(graph: Graph, options: PlanOptions = {}): Plan {
    return planGraph(graph, this.registry, options);
  }

  /**
   * Says what {@link run} would do, without computing anything. Reads outside state, such as digests of model files.
   * @throws GraphError when the graph is not valid.
   */
  async forecast(
    graph: Graph,
    options: PlanOptions & Pick<EngineRunOptions, 'plan' | 'scope'> = {},
  ): Promise<Forecast> {
    return (await this.outlook(graph, options, () => false)).forecast;
  }

  /**
   * The forecast, and what some of the nodes would give now, as far as it is kept.
   * @param shows tells the definitions of those nodes.
   * @throws GraphError when the graph is not valid.
   */
  async outlook(
    graph: Graph,
    options: PlanOptions & Pick<EngineRunOptions, 'plan' | 'scope'>,
    shows: (definition: NodeDefinition) => boolean,
  ): Promise<Outlook> {
    const run = this.#unstarted(options.plan ?? this.plan(graph, options), options.scope ?? '');
    await run.identify();
    await run.lookUp();
    const forecast = await run.forecast();
    const results = await run.present(shows);
    return { forecast, results, foresee: () => foreseenBy(run) };
  }

  /**
   * Finds what cannot work in a run, without computing anything: models that are missing or damaged, and pictures that
   * do not fit into memory.
   * @throws GraphError when the graph is not valid.
   */
  async foresee(
    graph: Graph,
    options: PlanOptions & Pick<EngineRunOptions, 'plan'> = {},
  ): Promise<readonly NodeFailure[]> {
    const run = this.#unstarted(options.plan ?? this.plan(graph, options), '');
    await run.identify();
    await run.lookUp();
    return foreseenBy(run);
  }

  /**
   * Runs a graph. A node that fails is reported in the result; nothing is thrown for it.
   * @throws GraphError when the graph is not valid.
   * @throws what `onTarget` throws.
   */
  async run(graph: Graph, options: EngineRunOptions = {}): Promise<RunResult> {
    const plan = options.plan ?? this.plan(graph, options);
    const { cancellation, detach } = options.signal
      ? Cancellation.of(options.signal)
      : { cancellation: new Cancellation(), detach: () => {} };
    const end = await this.#parts.cache.begin?.();
    try {
      return await this.#run(plan, options, cancellation);
    } finally {
      detach();
      end?.();
    }
  }

  /** Reads a value that an event or a result of a run names; undefined when it is no longer kept. */
  async read(stored: StoredOutput): Promise<{ readonly value: unknown } | undefined> {
    return this.#parts.cache.read(stored);
  }

  /** A run that is only asked what it would do. */
  #unstarted(plan: Plan, scope: string): Run {
    return new Run(plan, this.#parts, {
      id: '',
      cancellation: new Cancellation(),
      scope,
      verify: 0,
      onTarget: () => {},
    });
  }

  async #run(plan: Plan, options: EngineRunOptions, cancellation: Cancellation): Promise<RunResult> {
    const started = performance.now();
    const id = options.id ?? nanoid();
    const parts = options.services ? { ...this.#parts, services: options.services } : this.#parts;
    const taken = new Map<string, Readonly<Record<string, unknown>>>();
    const run = new Run(plan, parts, {
      id,
      cancellation,
      scope: options.scope ?? '',
      verify: options.verify ?? 0,
      onEvent: options.onEvent,
      onTarget: options.onTarget ?? (({ node, values }) => void taken.set(node, values)),
    });
    await run.identify();
    let refused = false;
    for (let attempt = 0; attempt <= MAX_RECOVERIES; attempt++) {
      await run.lookUp();
      if (options.forecast && attempt === 0) run.report.emit({ type: 'run-forecast', forecast: await run.forecast() });
      refused = options.foresee === true && attempt === 0 && !cancellation.aborted && !(await run.foresee());
      if (refused) break;
      if (await run.settleTargets()) break;
    }
    run.close();
    const outputs: Record<string, Readonly<Record<string, unknown>>> = {};
    const stored: Record<string, Record<string, StoredOutput>> = {};
    for (const { id: node, state } of run.targets) {
      const values = taken.get(node);
      if (values) outputs[node] = values;
      if (state.kind === 'done')
        stored[node] = Object.fromEntries(Object.entries(state.results).map(([name, result]) => [name, result.stored]));
    }
    const seconds = (performance.now() - started) / 1000;
    const status = statusOf(run);
    run.report.emit({ type: 'run-finished', status, seconds });
    return {
      run: id,
      status,
      seconds,
      outputs,
      stored,
      failures: run.report.failures,
      refused,
      fingerprints: run.fingerprints,
      executed: run.report.executed,
    };
  }
}

/** @param run identified and looked up. */
async function foreseenBy(run: Run): Promise<readonly NodeFailure[]> {
  await run.foresee();
  return run.report.failures;
}

function statusOf(run: Run): RunStatus {
  if (run.targets.every((target) => target.state.kind === 'done')) return 'done';
  return run.report.failures.length > 0 ? 'failed' : 'cancelled';
}
