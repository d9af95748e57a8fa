/** The requests that wait for one lane: by run, and within a run the most urgent first, also of one affinity alone. */
import type { Urgency } from '../tasks/urgency.ts';
import { Heap } from './heap.ts';
import type { Traffic, Traveller } from './traffic.ts';

export interface LaneRequest {
  /** Of the run. */
  readonly traffic: Traffic;
  readonly task: Traveller;
  /** Requests of equal affinity are cheaper in a row; undefined: no preference. */
  readonly affinity?: string | undefined;
  /** Requests of one kind and affinity take about equally long; default: all are of one kind. */
  readonly kind?: string | undefined;
}

export interface Waiter {
  readonly request: LaneRequest;
  readonly start: () => void;
  /** Counts from 0 in a lane. */
  readonly arrival: number;
  /** Whether it was started or cancelled. */
  isGone: boolean;
}

/** The waiting requests of one run. */
export class RunQueue {
  readonly #byAffinity = new Map<string | undefined, Heap<Waiter>>();
  /** Number of requests. */
  size = 0;

  add(waiter: Waiter): void {
    const { affinity } = waiter.request;
    let heap = this.#byAffinity.get(affinity);
    if (!heap) this.#byAffinity.set(affinity, (heap = new Heap(isBefore)));
    heap.push(waiter);
    this.size += 1;
  }

  /** The most urgent request of an affinity. */
  firstOf(affinity: string | undefined): Waiter | undefined {
    const heap = this.#byAffinity.get(affinity);
    // A cancelled request stays in the heap until it comes first.
    while (heap?.first?.isGone) heap.shift();
    if (heap && !heap.first) this.#byAffinity.delete(affinity);
    return heap?.first;
  }

  /** The most urgent request. */
  get first(): Waiter | undefined {
    let first: Waiter | undefined;
    for (const affinity of this.#byAffinity.keys()) {
      const waiter = this.firstOf(affinity);
      if (waiter && (!first || isBefore(waiter, first))) first = waiter;
    }
    return first;
  }
}

/** The waiting requests of all runs. */
export class Waiting {
  /** In the order of their turns. */
  readonly #runs = new Map<Traffic, RunQueue>();
  #arrivals = 0;

  get isEmpty(): boolean {
    return this.#runs.size === 0;
  }

  /** Runs with waiting requests, the one that was served last at the end. */
  get runs(): ReadonlyMap<Traffic, RunQueue> {
    return this.#runs;
  }

  add(request: LaneRequest, start: () => void): Waiter {
    const waiter = { request, start, arrival: this.#arrivals++, isGone: false };
    let queue = this.#runs.get(request.traffic);
    if (!queue) this.#runs.set(request.traffic, (queue = new RunQueue()));
    queue.add(waiter);
    return waiter;
  }

  remove(waiter: Waiter): void {
    const { traffic } = waiter.request;
    waiter.isGone = true;
    const queue = this.#runs.get(traffic);
    if (queue && (queue.size -= 1) === 0) this.#runs.delete(traffic);
  }

  /** The run has had its turn. */
  served(traffic: Traffic): void {
    const queue = this.#runs.get(traffic);
    if (!queue || this.#runs.size === 1) return;
    this.#runs.delete(traffic);
    this.#runs.set(traffic, queue);
  }
}

function isBefore(a: Waiter, b: Waiter): boolean {
  const [first, second]: [Urgency, Urgency] = [a.request.task.urgency, b.request.task.urgency];
  return first.place < second.place || (first.place === second.place && a.arrival < b.arrival);
}
