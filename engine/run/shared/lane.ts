/**
 * A lane: a resource with room for a limited number of nodes at a time. Waiting runs take turns. Within a run, the
 * request that completes the earliest target goes first.
 *
 * A request that has the affinity of the last one served (its weights are in memory) overtakes others: those of other
 * runs and of its own target at most `patience` times in a row, those of earlier targets also for no more time than a
 * switch of weights costs. A lane for one node at a time stays free for a moment when a task of an earlier target is on
 * its way, so that a chain of nodes is not interrupted between two of them.
 */
import type { Cancellation } from '../cancellation.ts';
import { SwitchCosts } from './switch-costs.ts';
import type { Traffic } from './traffic.ts';
import { type LaneRequest, type Waiter, Waiting } from './waiting.ts';

export interface LaneOptions {
  /** Times in a row that affinity may overtake; default 8. */
  readonly patience?: number;
  /** Longest time that a place stays free for a task on its way, in milliseconds; default 500. */
  readonly hold?: number;
  /** Milliseconds, from any origin. */
  readonly now?: () => number;
}

/** The request that was served last. */
interface Served {
  readonly traffic: Traffic;
  readonly target: number;
  readonly affinity: string | undefined;
}

export class Lane {
  readonly #limit: number;
  readonly #patience: number;
  readonly #hold: number;
  readonly #now: () => number;
  readonly #waiting = new Waiting();
  readonly #costs = new SwitchCosts();
  /** Runs whose tasks are awaited. */
  readonly #heldFor = new Set<Traffic>();
  #holdEnds: ReturnType<typeof setTimeout> | undefined;
  #busy = 0;
  #last: Served | undefined;
  #inARow = 0;
  /** Milliseconds that earlier targets were overtaken for, in a row, as far as they can be foretold. */
  #overtaken = 0;

  /** @param limit nodes at a time, 1 or more. */
  constructor(limit: number, { patience = 8, hold = 500, now = () => performance.now() }: LaneOptions = {}) {
    if (!(limit >= 1)) throw new RangeError(`Expected a lane limit of 1 or more, got ${limit}`);
    this.#limit = limit;
    this.#patience = patience;
    this.#hold = hold;
    this.#now = now;
  }

  /**
   * Waits for room, runs `work`, then makes room again.
   * @throws what `work` throws, or the reason when the request is cancelled before the work began.
   */
  async run<T>(request: LaneRequest, cancellation: Cancellation, work: () => Promise<T>): Promise<T> {
    cancellation.throwIfAborted();
    const { traffic, task, affinity } = request;
    const goesAtOnce = this.#busy < this.#limit && this.#waiting.isEmpty && !this.#isHeldBack(request);
    if (goesAtOnce) {
      this.#begin(request);
      traffic.pass(task);
    } else await this.#waitForTurn(request, cancellation);
    const isFirst = this.#inARow === 0;
    const started = affinity === undefined ? 0 : this.#now();
    try {
      return await work();
    } finally {
      if (affinity !== undefined) this.#costs.saw(request, isFirst, this.#now() - started);
      this.#busy--;
      traffic.approach(task);
      this.#startNext();
    }
  }

  #waitForTurn(request: LaneRequest, cancellation: Cancellation): Promise<void> {
    const { traffic, task } = request;
    return new Promise((resolve, reject) => {
      const waiter = this.#waiting.add(request, () => {
        cancellation.unlisten(abandon);
        resolve();
      });
      const abandon = (): void => {
        this.#waiting.remove(waiter);
        traffic.approach(task);
        traffic.go();
        reject(cancellation.reason);
      };
      cancellation.listen(abandon);
      traffic.wait();
      this.#startNext();
      traffic.pass(task);
    });
  }

  /** Serves requests while there is room. @param patient whether a place may stay free for a task on its way. */
  #startNext(patient = true): void {
    while (this.#busy < this.#limit && !this.#waiting.isEmpty) {
      const next = this.#pick(patient);
      if (!next) {
        this.#holdPlace();
        return;
      }
      this.#endHold();
      const { request } = next;
      this.#overtaken = this.#isOvertaking(request) ? this.#overtaken + this.#costs.usual(request) : 0;
      this.#waiting.remove(next);
      this.#waiting.served(request.traffic);
      this.#begin(request);
      next.start();
      request.traffic.go();
    }
    if (this.#waiting.isEmpty) this.#endHold();
  }

  /** The request to serve next; undefined while the place stays free. */
  #pick(patient: boolean): Waiter | undefined {
    const resident = this.#inARow < this.#patience ? this.#last?.affinity : undefined;
    if (this.#last) this.#waiting.served(this.#last.traffic);
    let next: Waiter | undefined;
    for (const queue of this.#waiting.runs.values()) {
      const same = resident === undefined ? undefined : queue.firstOf(resident);
      if (same && (!patient || !this.#isHeldBack(same.request)) && this.#mayGoNow(same.request)) return same;
      const { first } = queue;
      if (first && (!patient || !this.#isHeldBack(first.request))) next ??= first;
    }
    return next;
  }

  /** Whether a request for the weights in memory may go before the most urgent one of its run. */
  #mayGoNow(request: LaneRequest): boolean {
    if (!this.#isOvertaking(request)) return true;
    return this.#overtaken + this.#costs.usual(request) <= this.#costs.of(request.affinity ?? '');
  }

  /** Whether a request of an earlier target waits. */
  #isOvertaking({ traffic, task }: LaneRequest): boolean {
    const first = this.#waiting.runs.get(traffic)?.first;
    return first !== undefined && first.request.task.urgency.target < task.urgency.target;
  }

  /** Whether something is on its way that ought to go before the request. */
  #isHeldBack({ traffic, task, affinity }: LaneRequest): boolean {
    if (this.#limit > 1) return false;
    if (traffic.isAwaited(task.urgency.target)) return true;
    const last = this.#last;
    if (last?.affinity === undefined || last.affinity === affinity || last.traffic === traffic) return false;
    return this.#inARow < this.#patience && last.traffic.isAwaited(last.target + 1);
  }

  #holdPlace(): void {
    this.#holdEnds ??= setTimeout(() => {
      this.#endHold();
      this.#startNext(false);
    }, this.#hold);
    for (const traffic of [...this.#waiting.runs.keys(), ...(this.#last ? [this.#last.traffic] : [])]) {
      traffic.hold(this.#wake);
      this.#heldFor.add(traffic);
    }
  }

  readonly #wake = (): void => this.#startNext();

  #endHold(): void {
    if (this.#holdEnds === undefined) return;
    clearTimeout(this.#holdEnds);
    this.#holdEnds = undefined;
    for (const traffic of this.#heldFor) traffic.forget(this.#wake);
    this.#heldFor.clear();
  }

  #begin({ traffic, task, affinity }: LaneRequest): void {
    this.#busy++;
    this.#inARow = affinity !== undefined && affinity === this.#last?.affinity ? this.#inARow + 1 : 0;
    this.#last = { traffic, target: task.urgency.target, affinity };
  }
}
