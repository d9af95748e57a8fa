/** Lets the event loop go on during long work. */
import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work between two turns of the event loop. */
const TURN_MS = 8;

export class Breather {
  #since = performance.now();

  /** Whether the work has taken its share of time. */
  get isDue(): boolean {
    return performance.now() - this.#since > TURN_MS;
  }

  async breathe(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
