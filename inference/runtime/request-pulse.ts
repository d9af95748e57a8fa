/** The pulse of the request at work in the child: tells the parent, and lets the event loop read what it says. */
import { setImmediate } from 'node:timers/promises';
import type { Pulse } from '../pulse.ts';
import type { FromChild } from './protocol.ts';

/** Milliseconds between two reports. */
const REPORT_MS = 250;

export class RequestPulse {
  readonly #say: (message: FromChild) => void;
  #reported = 0;
  /** Id of the last request that was cancelled. */
  #cancelled: number | undefined;

  constructor(say: (message: FromChild) => void) {
    this.#say = say;
  }

  /** @param id of a request that nobody waits for any more. */
  cancel(id: number): void {
    this.#cancelled = id;
  }

  /** @param id of the request that is begun: the first report on it waits as long as any other. */
  of(id: number): Pulse {
    this.#reported = performance.now();
    return async (share, text) => {
      // The reply follows a share of 1.
      if (share < 1) this.report({ type: 'tick', id, share, ...(text === undefined ? {} : { text }) });
      // A run of onnxruntime blocks the loop: without a turn of it, a message waits for the end of the request.
      await setImmediate();
      if (this.#cancelled === id) throw new Error('Nobody waits for this request any more');
    };
  }

  /** Says it, unless something was said a moment ago. */
  report(message: FromChild): void {
    if (performance.now() - this.#reported < REPORT_MS) return;
    this.#reported = performance.now();
    this.#say(message);
  }
}
