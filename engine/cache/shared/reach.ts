/**
 * Asks a store that may be out of reach. A question has a time limit; after one that failed, the store is left alone
 * for a while, so that an outage costs one limit and not one for each node.
 */
import { setTimeout } from 'node:timers/promises';

/** Milliseconds to leave a store alone, doubled with each failure in a row. */
const PAUSE = { first: 5000, last: 60_000 } as const;

export interface ReachOptions {
  /** Such as `read`, for messages. */
  readonly verb: string;
  readonly address: string;
  /** Called once for an outage, and once when it is over. */
  readonly onProblem: (message: string) => void;
  /** Milliseconds; default: the clock of this process. */
  readonly now?: () => number;
}

export class Reach {
  readonly #options: ReachOptions;
  readonly #now: () => number;
  /** Failures in a row. */
  #failures = 0;
  #againAt = 0;

  constructor(options: ReachOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Whether the store is left alone now. */
  get isPaused(): boolean {
    return this.#failures > 0 && this.#now() < this.#againAt;
  }

  /**
   * @param limit milliseconds. Work that takes longer goes on, and nobody waits for it.
   * @returns undefined when the work fails or takes too long, and while the store is left alone.
   */
  async ask<T>(limit: number, work: () => Promise<T>): Promise<T | undefined> {
    if (this.isPaused) return undefined;
    const end = new AbortController();
    try {
      const late = setTimeout(limit, undefined, { signal: end.signal, ref: false }).then(() => {
        throw new Error(`There is no answer after ${limit / 1000} s.`);
      });
      const result = await Promise.race([work(), late]);
      this.#succeed();
      return result;
    } catch (error) {
      this.#fail(error);
      return undefined;
    } finally {
      end.abort();
    }
  }

  #succeed(): void {
    if (this.#failures > 0)
      this.#options.onProblem(`The shared cache ${this.#options.address} can be ${this.#options.verb} again.`);
    this.#failures = 0;
  }

  #fail(error: unknown): void {
    // Questions that were asked together fail together, and count as one.
    if (this.isPaused) return;
    this.#againAt = this.#now() + Math.min(PAUSE.first * 2 ** this.#failures, PAUSE.last);
    this.#failures += 1;
    const { address, verb, onProblem } = this.#options;
    const why = error instanceof Error ? error.message : String(error);
    if (this.#failures === 1)
      onProblem(`The shared cache ${address} cannot be ${verb}, and runs go on without it: ${why}`);
  }
}
