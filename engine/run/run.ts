/**
 * The scheduler: computes the targets of a plan on demand. A demanded task demands its sources and takes its turn when
 * they are settled, so lazy inputs and expansions need no second mechanism. A task whose result is known takes no turn,
 * and nothing above it is demanded. A target is demanded when the targets before it leave lanes with nothing to do.
 */
import type { NodeDefinition } from '../graph/define.ts';
import type { Plan } from '../graph/plan.ts';
import type { Cancellation } from './cancellation.ts';
import { toFailure, type Forecast, type MissReason, type PresentResult, type RunEvent } from './events.ts';
import { Delivery, type OnTarget } from './delivery.ts';
import { explainMiss } from './explain.ts';
import { actionsOf, forecast } from './forecast.ts';
import { foresee } from './foresee.ts';
import { hasOutsideState, identify } from './tasks/identify.ts';
import { lookUp } from './tasks/look-up.ts';
import { mapValues } from './map-values.ts';
import type { EngineParts } from './shared/parts.ts';
import { remember } from './remember.ts';
import { RunReport } from './report.ts';
import { Traffic } from './shared/traffic.ts';
import { rankTargets } from './tasks/rank.ts';
import { readNoMore } from './tasks/release.ts';
import { isSettled, sources, type DoneState, type SettledState, type Task } from './tasks/task.ts';
import { tasksOfPlan } from './tasks/tasks-of-plan.ts';
import type { TurnContext } from './turn/context.ts';
import { takeTurn } from './turn/take-turn.ts';

export interface RunOptions {
  readonly id: string;
  readonly cancellation: Cancellation;
  /** See {@link TraceStore}. */
  readonly scope: string;
  /** Share of known results to compute again, 0 to 1. */
  readonly verify: number;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  readonly onTarget: OnTarget;
}

export class Run {
  readonly targets: readonly Task[];
  readonly report: RunReport;
  readonly #tasks: readonly Task[];
  /** The tasks that depend on outside state. */
  readonly #outside: readonly Task[];
  readonly #parts: EngineParts;
  readonly #options: RunOptions;
  readonly #context: TurnContext;
  readonly #traffic = new Traffic(() => this.#beginTargets());
  readonly #delivery: Delivery;
  readonly #wanted: ReadonlySet<Task>;
  /** The targets that are not demanded yet, the next one last. */
  #unbegun: Task[] = [];
  #isBeginning = false;
  /** The error of the caller while it took a target over. */
  #error: { readonly error: unknown } | undefined;
  /** Settled tasks whose waiters have not been notified yet. */
  readonly #landed: Task[] = [];
  #delivering = false;
  /** Number of demanded tasks that are not settled. */
  #open = 0;
  #whenIdle: () => void = () => {};

  constructor(plan: Plan, parts: EngineParts, options: RunOptions) {
    const { id, cancellation, onEvent, onTarget } = options;
    const tasks = tasksOfPlan(plan);
    this.#tasks = [...tasks.values()];
    this.#outside = this.#tasks.filter(({ definition }) => hasOutsideState(definition));
    this.targets = plan.targets.map((target) => tasks.get(target) as Task);
    this.#wanted = new Set(this.targets);
    rankTargets(this.targets);
    for (const target of this.targets) target.readers += 1;
    this.report = new RunReport(id, onEvent);
    this.#parts = parts;
    this.#options = options;
    const read: TurnContext['read'] = (source, output) => this.read(source, output);
    this.#context = { parts, traffic: this.#traffic, cancellation, report: this.report, read };
    this.#delivery = new Delivery({
      read,
      fingerprints: () => this.fingerprints,
      onTarget,
      onRoom: () => this.#beginTargets(),
      onError: (error) => this.#fail(error),
    });
  }

  /** Gives every task its key, without computing anything. */
  async identify(): Promise<void> {
    this.report.emit({ type: 'run-started', nodes: idsOf(this.#tasks), targets: idsOf(this.targets) });
    await identify(this.#tasks, this.#parts.services);
  }

  /** Identity of outside state, by node. */
  get fingerprints(): Record<string, string> {
    const fingerprints: Record<string, string> = {};
    for (const task of this.#outside) {
      const fingerprint = task.fingerprint ?? task.outsideAtTurn?.fingerprint;
      if (fingerprint !== undefined) fingerprints[task.id] = fingerprint;
    }
    return fingerprints;
  }

  /** Finds the known results; to be called before {@link forecast} and {@link settleTargets}. */
  async lookUp(): Promise<void> {
    await this.#lookUp(this.targets);
  }

  /** What the nodes of these definitions would give now; to be called after {@link lookUp}. */
  async present(wanted: (definition: NodeDefinition) => boolean): Promise<readonly PresentResult[]> {
    const tasks = this.#tasks.filter(({ definition }) => wanted(definition));
    await this.#lookUp(tasks.filter(({ known }) => !known));
    return tasks.map(({ id, deepKey, known }) => ({ node: id, key: deepKey, stored: known?.entry.outputs }));
  }

  /** Says what {@link settleTargets} would do now. */
  forecast(): Promise<Forecast> {
    return forecast(this.#tasks, this.targets, this.#options.scope, this.#parts);
  }

  /**
   * Finds what cannot work, and reports it as failures of their nodes.
   * @returns false when there is any.
   */
  async foresee(): Promise<boolean> {
    const actions = await actionsOf(this.#tasks, this.targets, this.#options.scope, this.#parts);
    const failures = await foresee(this.#tasks, actions, this.#parts.services);
    for (const failure of failures) this.report.foreseen(failure);
    return failures.length === 0;
  }

  /**
   * Settles every target, and delivers those that are done. A node that fails settles as failed; nothing is thrown for
   * it.
   * @returns false when a result was lost, so that its target must be computed again.
   * @throws what the caller throws who takes a target over.
   */
  async settleTargets(): Promise<boolean> {
    const idle = new Promise<void>((resolve) => (this.#whenIdle = resolve));
    // The run itself counts as open until every target is demanded.
    this.#open++;
    this.#unbegun = this.targets.toReversed();
    this.#beginTargets();
    await idle;
    await this.#delivery.settled();
    if (this.#error) throw this.#error.error;
    return this.targets.every(
      (task) => isSettled(task.state) && (task.state.kind !== 'done' || this.#delivery.has(task)),
    );
  }

  /** To be called when nothing more is asked of the run. */
  close(): void {
    this.#traffic.close();
  }

  /** Reads a result. If it was lost, the task becomes idle again and undefined is returned. */
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

  #lookUp(wanted: Iterable<Task>): Promise<void> {
    return lookUp(wanted, this.#parts.cache, this.#options.verify > 0);
  }

  /** Demands the next targets, until tasks are on their way or wait for a lane, or finished targets for the caller. */
  #beginTargets(): void {
    if (this.#isBeginning || this.#unbegun.length === 0) return;
    this.#isBeginning = true;
    while (this.#traffic.isCalm && !this.#delivery.isFull) {
      const target = this.#unbegun.pop();
      if (!target) break;
      if (!isSettled(target.state)) this.#delivery.begin(target);
      this.#demand(target);
    }
    this.#isBeginning = false;
    if (this.#unbegun.length === 0 && --this.#open === 0) this.#whenIdle();
  }

  #fail(error: unknown): void {
    this.#error ??= { error };
    this.#options.cancellation.cancel(error);
  }

  /** Settles a known task; puts another one to sleep and demands its sources. */
  #demand(wanted: Task): void {
    const stack = [wanted];
    for (let task = stack.pop(); task; task = stack.pop()) {
      if (task.state.kind !== 'idle') continue;
      this.#open++;
      const known = this.#takeKnown(task);
      if (known) this.#settle(task, known);
      else {
        if (this.report.isHeard) this.report.queued(task, this.#whyMissing(task));
        this.#awaitSources(task, stack);
      }
    }
  }

  #whyMissing(task: Task): MissReason {
    return explainMiss(task, this.#parts.traces.get(this.#options.scope, task.id));
  }

  #takeKnown(task: Task): DoneState | undefined {
    const { deepKey, known } = task;
    task.known = undefined;
    if (deepKey === undefined || !known) return undefined;
    if (Math.random() < this.#options.verify) {
      task.verify = true;
      return undefined;
    }
    this.#parts.cache.hold?.(deepKey, known);
    const results = mapValues(known.entry.outputs, (stored) => ({ stored }));
    return { kind: 'done', results, origin: known.tier, match: 'deep' };
  }

  /** Puts the task to sleep until its sources are settled. Sources that are still idle are pushed on `stack`. */
  #awaitSources(task: Task, stack: Task[]): void {
    let left = 0;
    for (const source of sources(task)) {
      if (isSettled(source.state)) continue;
      left++;
      if (source.waiters) source.waiters.push(task);
      else source.waiters = [task];
      if (source.state.kind === 'idle') stack.push(source);
    }
    task.state = { kind: 'waiting', left };
    if (left === 0) this.#advance(task);
  }

  #settle(task: Task, state: SettledState): void {
    task.state = state;
    this.report.settled(task, state);
    if (state.kind === 'done') remember(task, state, this.#options.scope, this.#parts.traces);
    readNoMore(task);
    if (this.#wanted.has(task)) this.#delivery.end(task);
    this.#landed.push(task);
    // Waiters may settle at once. The outermost call notifies all of them in a loop, so that a long chain of known
    // tasks does not overflow the stack.
    if (this.#delivering) return;
    this.#delivering = true;
    for (let landed = this.#landed.pop(); landed; landed = this.#landed.pop()) {
      const waiters = landed.waiters ?? [];
      landed.waiters = undefined;
      for (const waiter of waiters) {
        if (waiter.state.kind === 'waiting' && --waiter.state.left === 0) this.#advance(waiter);
      }
      this.#traffic.pass(landed);
      this.#open--;
    }
    this.#delivering = false;
    this.#beginTargets();
    if (this.#open === 0) this.#whenIdle();
  }

  /** Called when all sources are settled: passes a failure or cancellation on, or takes the next turn. */
  #advance(task: Task): void {
    for (const { state, id } of sources(task)) {
      if (state.kind === 'cancelled') return this.#settle(task, { kind: 'cancelled' });
      if (state.kind === 'failed') return this.#settle(task, { kind: 'skipped', cause: id });
      if (state.kind === 'skipped') return this.#settle(task, { kind: 'skipped', cause: state.cause });
    }
    task.state = { kind: 'running' };
    this.#traffic.approach(task);
    this.#turn(task).catch((error: unknown) => {
      if (this.#options.cancellation.aborted) this.#settle(task, { kind: 'cancelled' });
      else this.#settle(task, { kind: 'failed', failure: toFailure(task.id, task.definition.type, error) });
    });
  }

  async #turn(task: Task): Promise<void> {
    const outcome = await takeTurn(task, this.#context);
    if (outcome.kind === 'done') return this.#settle(task, outcome);
    await this.#lookUp(sources(task));
    const stack: Task[] = [];
    this.#awaitSources(task, stack);
    for (const source of stack) this.#demand(source);
    this.#traffic.pass(task);
  }
}

function idsOf(tasks: readonly Task[]): string[] {
  return tasks.map(({ id }) => id);
}
