/** How long the steps still to come will take, by those that were computed. Steps found in the cache take no time and count for nothing. */

export class TimeLeft {
  readonly #now: () => number;
  #last: number | undefined;
  #spent = 0;
  #computed = 0;

  /** @param now milliseconds, of any origin. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A step began to be computed. */
  started(): void {
    this.#last = this.#now();
  }

  /** Seconds left after a step is settled and `remaining` are to come; undefined before one was computed. */
  settled(remaining: number): number | undefined {
    if (this.#last !== undefined) {
      this.#spent += this.#now() - this.#last;
      this.#computed += 1;
      this.#last = undefined;
    }
    return this.#computed === 0 ? undefined : (this.#spent / this.#computed / 1000) * remaining;
  }
}
