/** Times for people, as the command line words them. */

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/**
 * How long the rest of some steps takes, by those that were done. A step that took no time was reused and says nothing of the
 * others.
 */
export class TimeLeft {
  #at: number | undefined;
  #value = 0;
  #seconds = 0;
  #steps = 0;

  /**
   * @param now milliseconds.
   * @returns seconds; undefined before a step was timed.
   */
  take(value: number, max: number, now: number): number | undefined {
    if (value < this.#value) this.#restart();
    if (this.#at === undefined) {
      this.#at = now;
      this.#value = value;
      return undefined;
    }
    if (value > this.#value) {
      const took = (now - this.#at) / 1000;
      const steps = value - this.#value;
      if (took > steps * 0.02) {
        this.#seconds += took;
        this.#steps += steps;
      }
      this.#at = now;
      this.#value = value;
    }
    return this.#steps === 0 ? undefined : (this.#seconds / this.#steps) * (max - value);
  }

  #restart(): void {
    this.#at = undefined;
    this.#seconds = 0;
    this.#steps = 0;
  }
}
