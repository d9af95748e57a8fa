/** Counts the targets of a run, which are its pictures: how many are settled, and how long the others take. */
import { formatSeconds } from '../../protocol/duration.ts';
import type { RunEvent } from '../../run/events.ts';

export interface CountState {
  /** Targets that are done, or will not be. */
  readonly done: number;
  /** Targets in all. */
  readonly of: number;
  /** Seconds for the others; undefined when they are not known. */
  readonly left: number | undefined;
}

export class Count {
  readonly #now: () => number;
  /** Targets that are not settled. */
  readonly #open = new Set<string>();
  /** Those among them whose results are known. */
  readonly #known = new Set<string>();
  #of = 0;
  /** Seconds of the whole run, by the forecast; undefined when a node's time is not known. */
  #expected: number | undefined;
  /** When the first node started, when the first computed target was done, and when the last one was. */
  #times: { readonly began: number; readonly first?: number; readonly last?: number } | undefined;
  #computed = 0;

  /** @param now milliseconds, from any origin. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether there are several targets, so that counting them says more than the steps of one. */
  get isOfMany(): boolean {
    return this.#of > 1;
  }

  get state(): CountState {
    return { done: this.#of - this.#open.size, of: this.#of, left: this.#left };
  }

  /** @returns the state when a target was settled by the event. */
  take(event: RunEvent): CountState | undefined {
    switch (event.type) {
      case 'run-started':
        this.#of = event.targets.length;
        for (const target of event.targets) this.#open.add(target);
        return undefined;
      case 'run-forecast':
        this.#expected = event.forecast.unknown === 0 ? event.forecast.seconds : undefined;
        for (const { node, action } of event.forecast.nodes)
          if (action === 'reuse' && this.#open.has(node)) this.#known.add(node);
        return undefined;
      case 'node-started':
        this.#times ??= { began: this.#now() };
        return undefined;
      case 'node-done':
      case 'node-failed':
      case 'node-skipped':
      case 'node-cancelled':
        if (!this.#open.delete(event.node)) return undefined;
        if (!this.#known.delete(event.node)) this.#settled();
        return this.state;
      default:
        return undefined;
    }
  }

  #settled(): void {
    if (!this.#times) return;
    const last = this.#now();
    this.#computed += 1;
    this.#times = { ...this.#times, first: this.#times.first ?? last, last };
  }

  get #left(): number | undefined {
    const others = this.#open.size - this.#known.size;
    if (others === 0) return 0;
    const { began, first, last } = this.#times ?? {};
    if (began === undefined) return this.#expected;
    const now = this.#now();
    if (first === undefined || last === undefined)
      return this.#expected && Math.max(0, this.#expected - (now - began) / 1000);
    // The first target is slower, because models are loaded for it.
    const each = this.#computed > 1 ? (last - first) / (this.#computed - 1) : first - began;
    return Math.max(0, each * others - (now - last)) / 1000;
  }
}

/** For example `37 of 100, 20 min left`. */
export function countText({ done, of, left }: CountState): string {
  return `${done} of ${of}${left === undefined || done === of ? '' : `, ${formatSeconds(left)} left`}`;
}
