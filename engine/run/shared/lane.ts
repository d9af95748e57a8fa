/**
 * A lane: a resource with room for a limited number of nodes at a time. Waiting runs take turns. A request that has the
 * affinity of the last one served (its weights are in memory) overtakes the others, at most `patience` times in a row.
 */
import type { Cancellation } from '../cancellation.ts';

export interface LaneRequest {
  readonly run: string;
  /** Requests of equal affinity are cheaper in a row; undefined: no preference. */
  readonly affinity?: string | undefined;
}

interface Waiter {
  readonly request: LaneRequest;
  readonly start: () => void;
}

export class Lane {
  readonly #limit: number;
  readonly #patience: number;
  readonly #waiting: Waiter[] = [];
  /** Number of waiting requests by run. */
  readonly #waitingRuns = new Map<string, number>();
  #busy = 0;
  #lastAffinity: string | undefined;
  #lastRun = '';
  #inARow = 0;

  /**
   * @param limit nodes at a time, 1 or more.
   * @param patience number of times in a row that affinity may overtake; default 8.
   */
  constructor(limit: number, patience = 8) {
    if (!(limit >= 1)) throw new RangeError(`Expected a lane limit of 1 or more, got ${limit}`);
    this.#limit = limit;
    this.#patience = patience;
  }

  /**
   * Waits for room, runs `work`, then makes room again.
   * @throws what `work` throws, or the reason when the request is cancelled before the work began.
   */
  async run<T>(request: LaneRequest, cancellation: Cancellation, work: () => Promise<T>): Promise<T> {
    cancellation.throwIfAborted();
    if (this.#busy < this.#limit && this.#waiting.length === 0) this.#begin(request);
    else await this.#waitForTurn(request, cancellation);
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#startNext();
    }
  }

  #waitForTurn(request: LaneRequest, cancellation: Cancellation): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        request,
        start: () => {
          cancellation.unlisten(abandon);
          resolve();
        },
      };
      const abandon = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        this.#count(request.run, -1);
        reject(cancellation.reason);
      };
      cancellation.listen(abandon);
      this.#waiting.push(waiter);
      this.#count(request.run, 1);
      this.#startNext();
    });
  }

  #startNext(): void {
    if (this.#busy >= this.#limit) return;
    const index = this.#pick();
    const [next] = this.#waiting.splice(index, 1);
    if (!next) return;
    this.#count(next.request.run, -1);
    this.#begin(next.request);
    next.start();
  }

  /** Index of the request to serve next. */
  #pick(): number {
    if (this.#inARow < this.#patience && this.#lastAffinity !== undefined) {
      const same = this.#waiting.findIndex(({ request }) => request.affinity === this.#lastAffinity);
      if (same >= 0) return same;
    }
    if (this.#waitingRuns.size < 2) return 0;
    const other = this.#waiting.findIndex(({ request }) => request.run !== this.#lastRun);
    return Math.max(other, 0);
  }

  #count(run: string, change: number): void {
    const count = (this.#waitingRuns.get(run) ?? 0) + change;
    if (count > 0) this.#waitingRuns.set(run, count);
    else this.#waitingRuns.delete(run);
  }

  #begin({ run, affinity }: LaneRequest): void {
    this.#busy++;
    this.#inARow = affinity !== undefined && affinity === this.#lastAffinity ? this.#inARow + 1 : 0;
    this.#lastAffinity = affinity;
    this.#lastRun = run;
  }
}
