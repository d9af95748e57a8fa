/**
 * Estimates how long the remaining steps of a node take, from the steps that were computed. Reused steps count for
 * nothing.
 */

export class TimeLeft {
  readonly #now: () => number;
  /** When the current step began, in milliseconds; undefined while no step is being computed. */
  #begun: number | undefined;
  /** Milliseconds of all computed steps. */
  #spent = 0;
  #computed = 0;

  /** @param now milliseconds, from any origin. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Call when a step begins to be computed. */
  started(): void {
    this.#begun = this.#now();
  }

  /**
   * Call when a step is computed or reused.
   * @param remaining steps still to come.
   * @returns seconds for the remaining steps; undefined before a step was computed.
   */
  settled(remaining: number): number | undefined {
    if (this.#begun !== undefined) {
      this.#spent += this.#now() - this.#begun;
      this.#computed += 1;
      this.#begun = undefined;
    }
    return this.#computed === 0 ? undefined : (this.#spent / this.#computed / 1000) * remaining;
  }
}
