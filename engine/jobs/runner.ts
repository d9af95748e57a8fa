/** Works on a queue: takes the next job whenever there is room, and sees to it that each ends in the queue as it ended here. */
import { nanoid } from 'nanoid';
import { type JobQueue, type Lease, type Outcome, StaleLease } from './job-queue.ts';

export interface RunnerOptions {
  readonly queue: JobQueue;
  /**
   * Carries a run out. When `signal` is aborted it stops soon and gives an outcome all the same.
   * What it throws ends the run as failed.
   */
  readonly work: (lease: Lease, signal: AbortSignal) => Promise<Outcome>;
  /** Runs at a time; default 1, as the nodes of a run already work side by side. */
  readonly atOnce?: number;
  /** Milliseconds between looks at whether a run was asked to stop by others than {@link Runner.stop}; default 1000. */
  readonly heartbeat?: number;
  /** Told what went wrong with the queue itself. */
  readonly onProblem?: (message: string) => void;
}

/** Milliseconds to wait after the queue itself failed. */
const PAUSE = 1000;

/** Why a run is stopped when it is going to be gone on with. */
export class RunnerStops extends Error {
  override readonly name = 'RunnerStops';
}

export class Runner {
  readonly #owner = nanoid();
  readonly #options: RunnerOptions;
  readonly #running = new Map<
    string,
    { readonly token: string; readonly abort: AbortController; readonly ended: Promise<void> }
  >();
  #started = false;
  #closing = false;
  #looking = false;
  #again = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#started = true;
    this.wake();
  }

  /** Says that something may wait in the queue. */
  wake(): void {
    if (!this.#started || this.#closing) return;
    this.#again = true;
    if (!this.#looking) void this.#look();
  }

  /** Stops a run that works here; the queue knows of it already. */
  stop(id: string): void {
    this.#running.get(id)?.abort.abort(new Error('cancelled'));
  }

  /**
   * Stops everything and gives it back, so that a later runner goes on with it.
   * @param patience milliseconds; what does not stop by then is given back as it is.
   */
  async close(patience = 2000): Promise<void> {
    this.#closing = true;
    const running = [...this.#running.values()];
    for (const { abort } of running) abort.abort(new RunnerStops('The server stops'));
    let late: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([
      Promise.all(running.map(({ ended }) => ended)),
      new Promise((resolve) => (late = setTimeout(resolve, patience))),
    ]);
    clearTimeout(late);
    for (const { token } of this.#running.values()) await this.#options.queue.release(token).catch(() => {});
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#again) {
      this.#again = false;
      try {
        while (!this.#closing && this.#running.size < (this.#options.atOnce ?? 1)) {
          const lease = await this.#options.queue.lease(this.#owner);
          if (!lease) break;
          this.#begin(lease);
        }
      } catch (error) {
        this.#problem('The queue could not be read', error);
        setTimeout(() => this.wake(), PAUSE).unref();
      }
    }
    this.#looking = false;
  }

  #begin(lease: Lease): void {
    const abort = new AbortController();
    const ended = this.#carryOut(lease, abort).finally(() => {
      this.#running.delete(lease.run.id);
      this.wake();
    });
    this.#running.set(lease.run.id, { token: lease.token, abort, ended });
  }

  async #carryOut(lease: Lease, abort: AbortController): Promise<void> {
    const { queue, work, heartbeat = 1000 } = this.#options;
    const { token } = lease;
    const beat = setInterval(() => {
      queue.heartbeat(token).then(
        ({ cancel }) => cancel && abort.abort(new Error('cancelled')),
        (error: unknown) =>
          error instanceof StaleLease ? abort.abort(error) : this.#problem('The queue could not be reached', error),
      );
    }, heartbeat);
    try {
      const outcome = await work(lease, abort.signal).catch((error: unknown) => error);
      clearInterval(beat);
      if (isOutcome(outcome)) {
        if (this.#closing && outcome.state !== 'done' && !(await queue.heartbeat(token)).cancel)
          await queue.release(token);
        else await queue.complete(token, outcome);
      } else if (this.#closing) await queue.release(token);
      else {
        this.#problem(`Run ${lease.run.number} could not be carried out`, outcome);
        await queue.fail(token, outcome instanceof Error ? outcome.message : String(outcome));
      }
    } catch (error) {
      // Its lease was given back before it stopped.
      if (!(this.#closing && error instanceof StaleLease))
        this.#problem(`What became of run ${lease.run.number} could not be written down`, error);
    } finally {
      clearInterval(beat);
    }
  }

  #problem(what: string, error: unknown): void {
    this.#options.onProblem?.(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && 'state' in value;
}
