/**
 * Estimates how long the rest of a node takes: at first by the forecast, then by the part of its work that was
 * computed. Reused steps count for nothing.
 */

export class TimeLeft {
  readonly #now: () => number;
  /** Seconds of the whole node, by the forecast. */
  readonly #expected: number | undefined;
  /** When the present step began or last advanced, in milliseconds; undefined while none is computed. */
  #since: number | undefined;
  /** Milliseconds and number of all computed steps, and parts of steps. */
  #spent = 0;
  #computed = 0;
  /** Steps done, reused ones included. */
  #value = 0;

  /**
   * @param expected seconds of the whole node; undefined when they are not known.
   * @param now milliseconds, from any origin.
   */
  constructor(expected?: number, now: () => number = () => performance.now()) {
    this.#expected = expected;
    this.#now = now;
  }

  /** Call when a step begins to be computed. */
  started(): void {
    this.#since = this.#now();
  }

  /**
   * Call when a step is computed or reused, or a part of one is computed.
   * @param value steps done, of `max`; with a fraction within a step.
   * @returns seconds for the rest; undefined when there is no forecast and nothing was computed.
   */
  advanced(value: number, max: number): number | undefined {
    const done = value - this.#value;
    this.#value = value;
    if (this.#since !== undefined && done > 0) {
      const now = this.#now();
      this.#spent += now - this.#since;
      this.#computed += done;
      this.#since = Number.isInteger(value) ? undefined : now;
    }
    const pace = this.#pace(max);
    return pace === undefined ? undefined : pace * (max - value);
  }

  /** Seconds of a step. The forecast counts less and less until a whole step is computed, then not at all. */
  #pace(max: number): number | undefined {
    const expected = this.#expected === undefined ? undefined : this.#expected / max;
    if (this.#computed === 0) return expected;
    const measured = this.#spent / this.#computed / 1000;
    if (expected === undefined) return measured;
    const trust = Math.min(1, this.#computed);
    return measured * trust + expected * (1 - trust);
  }
}
