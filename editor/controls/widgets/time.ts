/** Estimates the time left for the remaining steps of a node from the steps that are done. */
import type { NodeActivity } from '../../../engine/protocol/index.ts';

/** A step that took less, in seconds, was reused and says nothing about the others. */
const REUSED = 0.02;

export class TimeLeft {
  /** When the present step began, in milliseconds. */
  #at: number | undefined;
  #value = 0;
  /** Seconds and number of the steps that were computed. */
  #seconds = 0;
  #steps = 0;

  /** @param now milliseconds. @returns seconds; undefined until a step was timed, or if the node is not at a step. */
  left(activity: NodeActivity | undefined, now: number): number | undefined {
    if (activity?.state !== 'running' || activity.value === undefined || activity.max === undefined) return undefined;
    return this.take(activity.value, activity.max, now);
  }

  /**
   * @param value the number of steps done, of `max`. A smaller number than before begins another run.
   * @param now milliseconds.
   * @returns seconds; undefined until a step was timed.
   */
  take(value: number, max: number, now: number): number | undefined {
    if (value < this.#value) this.#restart();
    if (this.#at === undefined) {
      this.#at = now;
      this.#value = value;
      return undefined;
    }
    if (value > this.#value) {
      this.#count(value - this.#value, (now - this.#at) / 1000);
      this.#at = now;
      this.#value = value;
    }
    return this.#steps === 0 ? undefined : (this.#seconds / this.#steps) * (max - value);
  }

  #count(steps: number, seconds: number): void {
    if (seconds <= steps * REUSED) return;
    this.#seconds += seconds;
    this.#steps += steps;
  }

  #restart(): void {
    this.#at = undefined;
    this.#seconds = 0;
    this.#steps = 0;
  }
}
