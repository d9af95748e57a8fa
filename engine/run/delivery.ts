/**
 * Hands finished targets to the caller of a run, one after the other, as soon as they are done. A target is delivered
 * once; one whose values were lost meanwhile is not, and has to be computed again.
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
  #waiting = 0;
  #last = Promise.resolve();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Whether no more targets should be begun. */
  get isFull(): boolean {
    return this.#waiting >= ENOUGH;
  }

  has(task: Task): boolean {
    return this.#delivered.has(task);
  }

  /** Delivers a target that is done after those before. */
  add(task: Task): void {
    this.#waiting += 1;
    this.#last = this.#last
      .then(() => this.#deliver(task))
      .catch(this.#options.onError)
      .then(() => {
        this.#waiting -= 1;
        this.#options.onRoom();
      });
  }

  /** Resolves when all targets that were added are delivered or lost. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #deliver(task: Task): Promise<void> {
    if (this.#delivered.has(task) || task.state.kind !== 'done') return;
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
