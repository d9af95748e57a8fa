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
   * Call when a step is computed or reused, and while it is computed.
   * @param value steps done, with the part of the present one that is done.
   * @param max steps in all.
   * @returns seconds for the rest; undefined before anything was computed.
   */
  advanced(value: number, max: number): number | undefined {
    const part = value % 1;
    if (part === 0 && this.#begun !== undefined) {
      this.#spent += this.#now() - this.#begun;
      this.#computed += 1;
      this.#begun = undefined;
    }
    const [sinceBegun, partBegun] = this.#begun === undefined ? [0, 0] : [this.#now() - this.#begun, part];
    const computed = this.#computed + partBegun;
    const spent = this.#spent + sinceBegun;
    return computed === 0 ? undefined : (spent / computed / 1000) * (max - value);
  }
}
