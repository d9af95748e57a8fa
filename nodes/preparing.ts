/**
 * Requests to a model: how far it is with them, and the decoding of its weights before the first, which can take
 * minutes.
 */
import type { RunContext } from '../engine/graph/define.ts';
import type { RequestOptions } from '../inference/index.ts';

/** Milliseconds after which the user is told how long it takes. */
const TELL_AFTER = 2000;

/**
 * The options of a request of a node that runs a model: the share that is computed, and the text that is written, is
 * shown as progress of the node, and so is decoding, with a note that says how long it will take.
 * @param now milliseconds, from any origin.
 */
export function mayPrepare(ctx: Pick<RunContext, 'signal' | 'progress' | 'note'>, now = Date.now): RequestOptions {
  let begun: number | undefined;
  let isTold = false;
  return {
    signal: ctx.signal,
    tick: (share, text) => ctx.progress(share, 1, text),
    progress(value, max) {
      ctx.progress(value, max);
      begun ??= now();
      const spent = now() - begun;
      if (isTold || spent < TELL_AFTER || value === 0) return;
      isTold = true;
      ctx.note(
        `The weights are decoded into the cache, once for this model: ${timeText((spent / value) * max)} in all`,
      );
    },
  };
}

function timeText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 100 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} min`;
}
