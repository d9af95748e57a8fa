/**
 * The tasks of one run that are on their way to a lane, and the requests of the run that wait in lanes. A lane asks
 * whether something more urgent will be there soon; a run asks whether its lanes need more work.
 */
import type { Urgency } from '../tasks/urgency.ts';

/** A task, as far as its way concerns others. */
export interface Traveller {
  readonly urgency: Urgency;
  readonly state: { readonly kind: string };
  /** Whether it is on its way. Only {@link Traffic} changes it. */
  isNear: boolean;
}

export class Traffic {
  /** Number of tasks on their way, by target. */
  readonly #near = new Map<number, number>();
  /** Called when the tasks of a target have arrived or settled. */
  readonly #holding = new Set<() => void>();
  #onCalm: () => void;
  #waiting = 0;

  /** @param onCalm called when {@link isCalm} becomes true. */
  constructor(onCalm: () => void = () => {}) {
    this.#onCalm = onCalm;
  }

  /** The run is over: a lane that remembers it does not keep it in memory. */
  close(): void {
    this.#onCalm = () => {};
  }

  /** Whether every task of the run is at work, waits for others, or is settled. */
  get isCalm(): boolean {
    return this.#waiting === 0 && this.#near.size === 0;
  }

  /**
   * The task reads its inputs, looks its result up or stores it: soon it, or a task it feeds, may ask for a lane. A
   * task that has settled meanwhile is on no way.
   */
  approach(task: Traveller): void {
    if (task.isNear || task.state.kind !== 'running') return;
    task.isNear = true;
    const { target } = task.urgency;
    this.#near.set(target, (this.#near.get(target) ?? 0) + 1);
  }

  /** The task has reached a lane, waits for other tasks, or is settled and has let its waiters go on. */
  pass(task: Traveller): void {
    if (!task.isNear) return;
    task.isNear = false;
    const { target } = task.urgency;
    const left = (this.#near.get(target) ?? 0) - 1;
    if (left > 0) {
      this.#near.set(target, left);
      return;
    }
    this.#near.delete(target);
    for (const wake of this.#holding) wake();
    if (this.isCalm) this.#onCalm();
  }

  /** A request waits in a lane. */
  wait(): void {
    this.#waiting += 1;
  }

  /** A request waits no longer. */
  go(): void {
    this.#waiting -= 1;
    if (this.isCalm) this.#onCalm();
  }

  /** Whether a task is on its way that a target before this one needs. */
  isAwaited(target: number): boolean {
    for (const near of this.#near.keys()) if (near < target) return true;
    return false;
  }

  /** Calls `wake` whenever a target has no more tasks on their way, until {@link forget}. */
  hold(wake: () => void): void {
    this.#holding.add(wake);
  }

  forget(wake: () => void): void {
    this.#holding.delete(wake);
  }
}
