/**
 * Lanes: named resources with room for a limited number of nodes at a time. Waiting runs take turns; within a turn a request
 * that shares its affinity with the last one served (the weights are in memory) goes first, at most `patience` times in a row.
 */

export interface LaneRequest {
  readonly run: string;
  /** Requests with equal affinity run cheaper after each other; undefined: no preference. */
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
  #busy = 0;
  #lastAffinity: string | undefined;
  #lastRun = '';
  #inARow = 0;

  /**
   * @param limit nodes at a time, 1 or more.
   * @param patience how often in a row affinity may overtake; default 8.
   */
  constructor(limit: number, patience = 8) {
    if (!(limit >= 1)) throw new RangeError(`Expected a lane limit of 1 or more, got ${limit}`);
    this.#limit = limit;
    this.#patience = patience;
  }

  /**
   * Waits for room, runs `work`, makes room again.
   * @throws the reason of `signal` when it aborts before the work began.
   */
  async run<T>(request: LaneRequest, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#busy < this.#limit && this.#waiting.length === 0) this.#began(request);
    else await this.#turn(request, signal);
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#startNext();
    }
  }

  #turn(request: LaneRequest, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        request,
        start: () => {
          signal.removeEventListener('abort', abandon);
          resolve();
        },
      };
      const abandon = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abandon, { once: true });
      this.#waiting.push(waiter);
      this.#startNext();
    });
  }

  #startNext(): void {
    if (this.#busy >= this.#limit) return;
    const index = this.#pick();
    const [next] = this.#waiting.splice(index, 1);
    if (!next) return;
    this.#began(next.request);
    next.start();
  }

  #pick(): number {
    if (this.#inARow < this.#patience && this.#lastAffinity !== undefined) {
      const same = this.#waiting.findIndex(({ request }) => request.affinity === this.#lastAffinity);
      if (same >= 0) return same;
    }
    const other = this.#waiting.findIndex(({ request }) => request.run !== this.#lastRun);
    return Math.max(other, 0);
  }

  #began({ run, affinity }: LaneRequest): void {
    this.#busy++;
    this.#inARow = affinity !== undefined && affinity === this.#lastAffinity ? this.#inARow + 1 : 0;
    this.#lastAffinity = affinity;
    this.#lastRun = run;
  }
}

/** Lanes by name; a lane nobody configured has the default limit. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #defaultLimit: number;

  constructor(limits: Readonly<Record<string, number>>, defaultLimit: number) {
    for (const [name, limit] of Object.entries(limits)) this.#lanes.set(name, new Lane(limit));
    this.#defaultLimit = defaultLimit;
  }

  get(name: string): Lane {
    let lane = this.#lanes.get(name);
    if (!lane) this.#lanes.set(name, (lane = new Lane(this.#defaultLimit)));
    return lane;
  }
}
