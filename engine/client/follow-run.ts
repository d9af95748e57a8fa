/** Follows a run to its end: by the live connection, and by asking while there is none. */
import type { RunDetail, RunEventBody, RunInfo } from '../protocol/index.ts';
import type { ServerApi } from './api.ts';
import type { LiveFeed } from './live-feed.ts';
import { type Patience, patiently } from './patience.ts';

export interface RunFollower {
  /** The run was queued, moved, started, advanced or ended. */
  run?(run: RunInfo): void;
  /** Something happened in the run; some events are missed while there is no live connection. */
  event?(event: RunEventBody): void;
}

/** Milliseconds after which the state is asked for: with a live connection, and without. */
const ASK = { live: 20_000, alone: 1000 } as const;

/**
 * @returns the run when it is over.
 * @throws ServerError 404 for a run that is not there, or no longer; ServerUnreachable when the server stayed away; the
 *   reason of the signal: the run goes on.
 */
export async function followRun(
  { api, feed }: { readonly api: ServerApi; readonly feed: LiveFeed },
  id: string,
  follower: RunFollower,
  patience: Patience,
): Promise<RunDetail> {
  const { signal } = patience;
  const turn = new Turn();
  const stop = feed.listen(id, {
    doubt: () => turn.come(),
    event(event) {
      if (event.type === 'run-event') follower.event?.(event.event);
      if (event.type === 'run') follower.run?.(event.run);
      if (event.type === 'run-removed' || (event.type === 'run' && event.run.ended !== undefined)) turn.come();
    },
  });
  try {
    for (;;) {
      const run = await patiently(() => api.run(id, signal), patience);
      follower.run?.(run);
      if (run.ended !== undefined) return run;
      await turn.wait(feed.isOpen ? ASK.live : ASK.alone, signal);
    }
  } finally {
    stop();
  }
}

/** Waits for news, for a while. */
class Turn {
  #hasCome = false;
  #wake: (() => void) | undefined;

  come(): void {
    this.#hasCome = true;
    this.#wake?.();
  }

  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#hasCome)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', this.#wake, { once: true });
      });
    if (this.#wake) signal.removeEventListener('abort', this.#wake);
    this.#wake = undefined;
    this.#hasCome = false;
    signal.throwIfAborted();
  }
}
