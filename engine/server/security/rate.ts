/**
 * Limits how often something is done. The limit is a generic cell rate: one time for each name says when the next one
 * would be due at an even pace, and a burst may be ahead of it by the whole count (ITU-T I.371, "GCRA").
 */

/** At most `count` times at once, and as often again in each period. */
export interface Rate {
  /** From 1. */
  readonly count: number;
  /** Milliseconds. */
  readonly period: number;
}

const PERIODS = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Reads `100/hour`. @returns undefined for another text. */
export function readRate(text: string): Rate | undefined {
  const [, count = '', period = ''] = /^([1-9]\d{0,8})\/(second|minute|hour|day)$/.exec(text) ?? [];
  return count === '' ? undefined : { count: Number(count), period: PERIODS[period as keyof typeof PERIODS] };
}

export class RateLimits {
  /** When the next use of a name is due at an even pace, in milliseconds. */
  readonly #due = new Map<string, number>();
  readonly #now: () => number;

  /** @param now milliseconds of a clock. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts a use, if it is allowed. @returns milliseconds until the next one is; 0 when this one was counted. */
  take(name: string, { count, period }: Rate): number {
    const now = this.#now();
    const due = Math.max(this.#due.get(name) ?? now, now) + period / count;
    const wait = due - now - period;
    // Sums of fractions of a period are not exact.
    if (wait > 1e-3) return Math.ceil(wait);
    this.#due.set(name, due);
    return 0;
  }
}
