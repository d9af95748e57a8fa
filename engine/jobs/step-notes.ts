/** Tells the queue which steps of a run are done, soon but not for every one: a step may take a microsecond. */
import type { JobQueue } from './job-queue.ts';

/** Milliseconds between two reports. */
const INTERVAL = 250;

export class StepNotes {
  readonly #queue: Pick<JobQueue, 'progress'>;
  readonly #token: string;
  #steps: string[] = [];
  #reported = -INTERVAL;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(queue: Pick<JobQueue, 'progress'>, token: string) {
    this.#queue = queue;
    this.#token = token;
  }

  /** @param step id of a node that was computed. */
  done(step: string): void {
    this.#steps.push(step);
    const wait = this.#reported + INTERVAL - performance.now();
    if (wait <= 0) this.#report();
    else this.#timer ??= setTimeout(() => this.#report(), wait).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #report(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#reported = performance.now();
    // A report that fails makes the run look as if it stood still, and the next one says as much. A stale lease is
    // noticed by the heartbeat.
    this.#queue.progress(this.#token, this.#steps.splice(0)).catch(() => {});
  }
}
