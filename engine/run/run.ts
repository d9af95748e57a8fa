/**
 * The scheduler: computes the targets of a plan. It suspends rather than sorts: a task is asked for, asks for its sources,
 * and moves when they are there, so lazy inputs and expansions need no second mechanism. A task whose result is known is
 * never asked to move, and neither is anything above it.
 */
import type { Plan } from '../graph/plan.ts';
import type { Cancellation } from './cancellation.ts';
import {
  toFailure,
  type Forecast,
  type NodeFailure,
  type ResultOrigin,
  type RunEvent,
  type RunEventBody,
} from './events.ts';
import { execute } from './execute.ts';
import { explainMiss } from './explain.ts';
import { forecast } from './forecast.ts';
import { expandTask } from './expand.ts';
import { identify } from './identify.ts';
import { lookUp } from './look-up.ts';
import type { EngineParts, ExecutionNotice } from './parts.ts';
import { readInputs } from './read-inputs.ts';
import { StepProgress } from './step-progress.ts';
import { sources, type Result, type Task, type TaskInput, type TaskState } from './task.ts';
import { tasksOfPlan } from './tasks-of-plan.ts';

export interface RunOptions {
  readonly id: string;
  readonly cancellation: Cancellation;
  /** See {@link TraceStore}. */
  readonly scope: string;
  /** Share of known results to compute again, 0 to 1. */
  readonly verify: number;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
}

type SettledState = Extract<TaskState, { kind: 'done' | 'failed' | 'skipped' | 'cancelled' }>;

function isSettled(state: TaskState): state is SettledState {
  return state.kind !== 'idle' && state.kind !== 'waiting' && state.kind !== 'running';
}

export class Run {
  readonly targets: readonly Task[];
  readonly failures: NodeFailure[] = [];
  readonly executed: string[] = [];
  readonly #tasks: readonly Task[];
  readonly #parts: EngineParts;
  readonly #options: RunOptions;
  readonly #steps = new StepProgress();
  readonly #verified = new Set<Task>();
  readonly #landed: Task[] = [];
  #delivering = false;
  #sequence = 0;
  /** Tasks asked for and not settled. */
  #open = 0;
  #whenIdle: () => void = () => {};

  constructor(plan: Plan, parts: EngineParts, options: RunOptions) {
    this.#parts = parts;
    this.#options = options;
    const tasks = tasksOfPlan(plan);
    this.#tasks = [...tasks.values()];
    this.targets = plan.targets.map((id) => tasks.get(id) as Task);
  }

  /** Finds out what every task is, without computing anything. */
  async identify(): Promise<void> {
    this.emit({
      type: 'run-started',
      nodes: this.#tasks.map((task) => task.id),
      targets: this.targets.map((task) => task.id),
    });
    await identify(this.#tasks, this.#parts.services);
  }

  get fingerprints(): Record<string, string> {
    return Object.fromEntries(
      this.#tasks.flatMap(({ id, fingerprint }) => (fingerprint === undefined ? [] : [[id, fingerprint]])),
    );
  }

  /** Finds the known results, before {@link forecast} and {@link settleTargets}. */
  async lookUp(): Promise<void> {
    await this.#lookUp(this.targets);
  }

  /** What {@link settleTargets} would do now. */
  forecast(): Forecast {
    return forecast(this.#tasks, this.targets, this.#options.scope, this.#parts);
  }

  /** Computes whatever of the targets is not settled. Never throws for what a node does. */
  async settleTargets(): Promise<void> {
    const idle = new Promise<void>((resolve) => (this.#whenIdle = resolve));
    // The run itself counts as open until every target was asked for: the first may be known at once.
    this.#open++;
    for (const target of this.targets) this.#demand(target);
    this.#open--;
    if (this.#open > 0) await idle;
  }

  /** Reads a result; when it was lost, marks the task as not computed and returns undefined. */
  async read(task: Task, output: string): Promise<{ readonly value: unknown } | undefined> {
    const result = task.state.kind === 'done' ? task.state.results[output] : undefined;
    if (!result) return undefined;
    const held = result.value ?? (await this.#parts.cache.read(result.stored));
    if (!held && task.state.kind === 'done') {
      task.state = { kind: 'idle' };
      task.expansion = undefined;
    }
    return held;
  }

  emit(body: RunEventBody): void {
    const { onEvent, id } = this.#options;
    if (onEvent) onEvent({ ...body, run: id, sequence: this.#sequence++, time: Date.now() });
  }

  #demand(wanted: Task): void {
    const stack = [wanted];
    for (let task = stack.pop(); task; task = stack.pop()) {
      if (task.state.kind !== 'idle') continue;
      this.#open++;
      const known = this.#takeKnown(task);
      if (known) this.#settle(task, known);
      else {
        if (this.#options.onEvent)
          this.emit({
            type: 'node-queued',
            node: task.id,
            why: explainMiss(task, this.#parts.traces.get(this.#options.scope, task.id)),
          });
        this.#awaitSources(task, stack);
      }
    }
  }

  #lookUp(wanted: Iterable<Task>): Promise<void> {
    return lookUp(wanted, this.#parts.cache, this.#options.verify > 0);
  }

  #takeKnown(task: Task): SettledState | undefined {
    const { deepKey, known } = task;
    task.known = undefined;
    if (deepKey === undefined || !known || this.#verifies(task)) return undefined;
    this.#parts.cache.hold?.(deepKey, known);
    return {
      kind: 'done',
      results: mapValues(known.entry.outputs, (stored) => ({ stored })),
      origin: known.tier,
      match: 'deep',
    };
  }

  /** Whether a known result is one of those to be computed again. */
  #verifies(task: Task): boolean {
    if (!(Math.random() < this.#options.verify)) return false;
    this.#verified.add(task);
    return true;
  }

  /** Puts the task to sleep until its sources are settled; sources nobody asked for yet go on `stack`. */
  #awaitSources(task: Task, stack: Task[]): void {
    let left = 0;
    for (const source of sources(task)) {
      if (isSettled(source.state)) continue;
      left++;
      source.waiters.push(task);
      if (source.state.kind === 'idle') stack.push(source);
    }
    task.state = { kind: 'waiting', left };
    if (left === 0) this.#advance(task);
  }

  /** Puts a running task to sleep, for sources that are new or were lost. */
  async #sleep(task: Task): Promise<void> {
    await this.#lookUp(sources(task));
    const stack: Task[] = [];
    this.#awaitSources(task, stack);
    for (const source of stack) this.#demand(source);
  }

  #settle(task: Task, state: SettledState): void {
    task.state = state;
    this.#announce(task, state);
    this.#landed.push(task);
    if (this.#delivering) return;
    this.#delivering = true;
    for (let landed = this.#landed.pop(); landed; landed = this.#landed.pop()) {
      for (const waiter of landed.waiters.splice(0)) {
        if (waiter.state.kind === 'waiting' && --waiter.state.left === 0) this.#advance(waiter);
      }
      this.#open--;
    }
    this.#delivering = false;
    if (this.#open === 0) this.#whenIdle();
  }

  #announce(task: Task, state: SettledState): void {
    const node = task.id;
    if (state.kind === 'failed') {
      this.failures.push(state.failure);
      this.emit({ type: 'node-failed', node, failure: state.failure });
    } else if (state.kind === 'skipped') this.emit({ type: 'node-skipped', node, cause: state.cause });
    else if (state.kind === 'cancelled') this.emit({ type: 'node-cancelled', node });
    else {
      if (this.#options.onEvent) {
        const stored = mapValues(state.results, (result) => result.stored);
        this.emit({
          type: 'node-done',
          node,
          origin: state.origin,
          match: state.match,
          seconds: state.seconds ?? 0,
          stored,
        });
      }
      this.#remember(task, state);
      const progress = this.#steps.settled(task);
      if (progress) this.emit({ type: 'node-progress', ...progress });
    }
  }

  /** All sources are settled: pass on what went wrong above, or take the next step. */
  #advance(task: Task): void {
    for (const { state, id } of sources(task)) {
      if (state.kind === 'cancelled') return this.#settle(task, { kind: 'cancelled' });
      if (state.kind === 'failed') return this.#settle(task, { kind: 'skipped', cause: id });
      if (state.kind === 'skipped') return this.#settle(task, { kind: 'skipped', cause: state.cause });
    }
    task.state = { kind: 'running' };
    this.#work(task).catch((error: unknown) => {
      if (this.#options.cancellation.aborted) this.#settle(task, { kind: 'cancelled' });
      else this.#settle(task, { kind: 'failed', failure: toFailure(task.id, task.definition.type, error) });
    });
  }

  async #work(task: Task): Promise<void> {
    const { definition } = task;
    const { cancellation, id: run } = this.#options;
    cancellation.throwIfAborted();
    if (task.fingerprintError !== undefined) throw task.fingerprintError;
    if (task.expansion) return this.#finishExpansion(task, task.expansion);
    const inputs = await readInputs(task, (source, output) => this.read(source, output));
    if (!inputs || this.#demandLazy(task, inputs)) return this.#sleep(task);
    if ('expand' in definition) {
      const use: EngineParts['services']['use'] = (token) => this.#parts.services.use(token);
      const expansion = await definition.expand(inputs, { node: task.id, use, given: (name) => task.inputs.has(name) });
      const { tasks, outputs } = expandTask(task, expansion, this.#parts.registry);
      await identify(tasks, this.#parts.services);
      task.expansion = outputs;
      task.children = tasks;
      this.#steps.track(task, expansion.steps ?? []);
      this.emit({ type: 'node-expanded', node: task.id, children: tasks.map((child) => child.id) });
      return this.#sleep(task);
    }
    const onNotice = (notice: ExecutionNotice): void => this.#onNotice(task, notice);
    const { outcome, shared } = await execute(
      { task, definition, inputs, run, cancellation, onNotice, verify: this.#verified.has(task) },
      this.#parts,
    );
    if (outcome.kind === 'found') {
      const results = mapValues(outcome.entry.outputs, (stored) => ({ stored }));
      return this.#settle(task, { kind: 'done', results, origin: outcome.tier, match: 'shallow' });
    }
    const { entry, values } = outcome;
    const results = mapValues(entry.outputs, (stored, name): Result => ({ stored, value: { value: values[name] } }));
    const origin: ResultOrigin = shared ? 'shared' : 'executed';
    if (origin === 'executed') this.executed.push(task.id);
    this.#settle(task, { kind: 'done', results, origin, seconds: entry.seconds });
  }

  /** Asks the node which lazy inputs it needs; true when there are new ones to wait for. */
  #demandLazy(task: Task, inputs: Readonly<Record<string, unknown>>): boolean {
    const before = task.demanded.size;
    for (const name of task.definition.demand?.(inputs) ?? []) {
      const input = task.inputs.get(name);
      if (input && input.kind !== 'literal' && task.definition.inputs[name]?.lazy) task.demanded.add(name);
    }
    return task.demanded.size > before;
  }

  async #finishExpansion(task: Task, expansion: ReadonlyMap<string, TaskInput>): Promise<void> {
    const results: Record<string, Result> = {};
    for (const [name, source] of expansion) {
      if (source.kind !== 'task')
        throw new TypeError(
          `Node type "${task.definition.type}": output "${name}" of an expansion must come from a node`,
        );
      const result = source.task.state.kind === 'done' ? source.task.state.results[source.output] : undefined;
      if (!result) return this.#sleep(task);
      results[name] = result;
    }
    const outputs = mapValues(results, (result) => result.stored);
    if (task.deepKey !== undefined && task.definition.reuse !== 'never')
      await this.#parts.cache.link(task.deepKey, { outputs, seconds: 0 });
    this.#settle(task, { kind: 'done', results, origin: 'executed', ...secondsOf(task.children) });
  }

  /** For the next run: what the node looked like, and how long it took if it was computed. */
  #remember(task: Task, { origin, seconds }: Extract<TaskState, { kind: 'done' }>): void {
    const { deepKey: key, deepComponents: components } = task;
    if (key === undefined || !components) return;
    const { scope } = this.#options;
    const { traces } = this.#parts;
    const last = origin === 'executed' ? undefined : traces.get(scope, task.id);
    if (last?.key !== key)
      traces.put(scope, task.id, { key, components, seconds: origin === 'executed' ? seconds : last?.seconds });
  }

  #onNotice(task: Task, notice: ExecutionNotice): void {
    if (notice.kind === 'started') return this.emit({ type: 'node-started', node: task.id });
    if (notice.kind === 'mismatch')
      return this.emit({ type: 'node-mismatch', node: task.id, outputs: notice.outputs, key: notice.key });
    if (notice.kind === 'note') return this.emit({ type: 'node-note', node: task.id, message: notice.message });
    const { value, max, preview } = notice;
    this.#steps.saw(task, preview);
    this.emit({ type: 'node-progress', node: task.id, value, max, preview });
  }
}

/** What the children would take if all were computed, by those that were; undefined when none was. */
function secondsOf(children: readonly Task[]): { readonly seconds?: number } {
  const computed = children.flatMap(({ state }) =>
    state.kind === 'done' && state.origin === 'executed' && state.seconds !== undefined ? [state.seconds] : [],
  );
  return computed.length === 0
    ? {}
    : { seconds: (computed.reduce((sum, seconds) => sum + seconds, 0) / computed.length) * children.length };
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A, name: string) => B,
): Record<string, B> {
  const changed: Record<string, B> = {};
  for (const name in record) changed[name] = change(record[name] as A, name);
  return changed;
}
