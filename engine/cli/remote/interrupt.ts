/** Ctrl-C while a run is at work elsewhere: the first one leaves it there, and a second one cancels it. */
import { setTimeout } from 'node:timers/promises';
import { onStopSignal } from '../stop-signal.ts';

/** Milliseconds in which a second signal cancels the run. */
const SECOND_THOUGHTS = 5000;

export class Interrupt {
  readonly #left = new AbortController();
  readonly #cancelled = new AbortController();
  readonly #end: () => void;

  constructor() {
    this.#end = onStopSignal(
      () => this.#left.abort(new Error('interrupted')),
      () => this.#cancelled.abort(),
    );
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#left.signal;
  }

  /** Waits for a second signal, where somebody can send one. @returns whether it came. */
  async wantsCancel(): Promise<boolean> {
    const { signal } = this.#cancelled;
    if (process.stderr.isTTY) await setTimeout(SECOND_THOUGHTS, undefined, { signal }).catch(() => {});
    return signal.aborted;
  }

  /** Restores what signals do by themselves. */
  close(): void {
    this.#end();
  }
}
