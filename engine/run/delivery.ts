/**
 * Hands finished targets to the caller of a run, one after the other, as soon as they are done. Targets that finish at
 * about the same time come in the order of the plan, so that the same work gets the same names of files. A target is
 * delivered once; one whose values were lost meanwhile is not, and has to be computed again.
 */
import type { StoredOutput } from '../cache/result.ts';
import { mapValues } from './map-values.ts';
import { removeReader } from './tasks/release.ts';
import type { Task } from './tasks/task.ts';
import type { ReadResult } from './turn/read-inputs.ts';

/** A target that is done. */
export interface FinishedTarget {
  /** Id of the node. */
  readonly node: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly stored: Readonly<Record<string, StoredOutput>>;
  /** Identity of outside state, by node: of the nodes that are known so far, those above the target among them. */
  readonly fingerprints: Readonly<Record<string, string>>;
}

/** Takes a target over. The run begins no further targets while several are being taken, and ends when one throws. */
export type OnTarget = (target: FinishedTarget) => Promise<void> | void;

/** Targets that may wait for their delivery before no more are begun. */
const ENOUGH = 4;

/** Longest time that a target waits for an earlier one that was begun, in milliseconds. */
const GRACE = 1000;

export interface DeliveryOptions {
  readonly read: ReadResult;
  readonly fingerprints: () => Readonly<Record<string, string>>;
  readonly onTarget: OnTarget;
  /** Called when a target was delivered or lost. */
  readonly onRoom: () => void;
  readonly onError: (error: unknown) => void;
}

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #delivered = new Set<Task>();
  /** Targets that were begun and are worth waiting for. */
  readonly #begun = new Set<Task>();
  /** Targets that are done and not delivered. */
  readonly #done = new Set<Task>();
  #isAtWork = false;
  #graceEnds: ReturnType<typeof setTimeout> | undefined;
  #whenEmpty: () => void = () => {};

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Whether no more targets should be begun. */
  get isFull(): boolean {
    return this.#done.size >= ENOUGH;
  }

  has(task: Task): boolean {
    return this.#delivered.has(task);
  }

  /** The target is being computed. */
  begin(task: Task): void {
    this.#begun.add(task);
  }

  /** The target is settled: delivers it when it is done and those before are delivered. */
  end(task: Task): void {
    this.#begun.delete(task);
    if (task.state.kind === 'done' && !this.#delivered.has(task)) this.#done.add(task);
    this.#next();
  }

  /** Resolves when all targets that are done are delivered or lost. */
  async settled(): Promise<void> {
    if (this.#done.size > 0) await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
  }

  #next(): void {
    const first = earliest(this.#done);
    if (!first || this.#isAtWork) return;
    const awaited = earliest(this.#begun);
    if (awaited && awaited.urgency.target < first.urgency.target) {
      this.#graceEnds ??= setTimeout(() => this.#endGrace(first), GRACE);
      return;
    }
    clearTimeout(this.#graceEnds);
    this.#graceEnds = undefined;
    this.#isAtWork = true;
    void this.#deliver(first)
      .catch(this.#options.onError)
      .then(() => {
        this.#isAtWork = false;
        this.#done.delete(first);
        this.#options.onRoom();
        this.#next();
        if (this.#done.size === 0) this.#whenEmpty();
      });
  }

  /** No target waits again for those that are slower than the grace. */
  #endGrace({ urgency }: Task): void {
    this.#graceEnds = undefined;
    for (const slow of this.#begun) if (slow.urgency.target < urgency.target) this.#begun.delete(slow);
    this.#next();
  }

  async #deliver(task: Task): Promise<void> {
    if (task.state.kind !== 'done') return;
    const { results } = task.state;
    const values: Record<string, unknown> = {};
    for (const name of Object.keys(results)) {
      const read = await this.#options.read(task, name);
      if (!read) return;
      values[name] = read.value;
    }
    this.#delivered.add(task);
    const stored = mapValues(results, (result) => result.stored);
    const { fingerprints } = this.#options;
    await this.#options.onTarget({
      node: task.id,
      values,
      stored,
      get fingerprints() {
        return fingerprints();
      },
    });
    removeReader(task);
  }
}

function earliest(tasks: ReadonlySet<Task>): Task | undefined {
  let first: Task | undefined;
  for (const task of tasks) if (!first || task.urgency.target < first.urgency.target) first = task;
  return first;
}
