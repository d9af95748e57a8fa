/**
 * A worker: takes jobs from the queue whenever there is room, carries them out, and reports to the queue how each one
 * ended.
 */
import { setTimeout } from 'node:timers/promises';
import { nanoid } from 'nanoid';
import { messageOf } from '../files/storage-error.ts';
import type { Lease, Outcome } from '../protocol/index.ts';
import { type LeaseQueue, StaleLease } from './job-queue.ts';

export interface RunnerOptions<Result extends Ended = Outcome> {
  readonly queue: LeaseQueue<Result>;
  /**
   * Carries out a run. After `signal` is aborted it must stop soon, and still return an outcome.
   * An error it throws ends the run as failed, but for {@link WorkerDied} and {@link GivenBack}.
   */
  readonly work: (lease: Lease, signal: AbortSignal) => Promise<Result>;
  /** Most runs at a time, asked before each; default 1, because the nodes of one run already work in parallel. */
  readonly atOnce?: () => number;
  /** Milliseconds between heartbeats, which tell the runner of cancelled runs; default 1000. */
  readonly heartbeat?: number;
  /** Called with problems of the queue itself. */
  readonly onProblem?: (message: string) => void;
  /** Milliseconds before a queue that failed is asked again; default: from 0.25 s, doubled up to 30 s. */
  readonly pause?: (failures: number) => number;
}

/** Milliseconds to wait after the queue itself failed: doubled with each failure, up to the last. */
const PAUSE = { first: 250, last: 30_000 } as const;

/** Abort reason when the run will be resumed later. */
export class RunnerStops extends Error {
  override readonly name = 'RunnerStops';
}

/** Thrown by work that was done elsewhere, by a worker that died. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
}

/** Thrown by work that was done elsewhere, by a worker that stops and gives the job back. */
export class GivenBack extends Error {
  override readonly name = 'GivenBack';
}

/** How a run ended, as far as the runner is concerned. */
type Ended = Pick<Outcome, 'state'>;

interface RunningJob {
  readonly token: string;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export class Runner<Result extends Ended = Outcome> {
  readonly #owner = nanoid();
  readonly #options: RunnerOptions<Result>;
  /** By run id. */
  readonly #running = new Map<string, RunningJob>();
  #started = false;
  #closing = false;
  /** Set when no further run is taken. */
  #isFinishing = false;
  /** Settles when the queue has been asked for jobs; undefined when it is not being asked. */
  #taking: Promise<void> | undefined;
  /** Set when jobs may have been added since the queue was last asked. */
  #mayHaveMore = false;
  /** Failures of {@link JobQueue.lease} in a row. */
  #failures = 0;
  /** Aborted when the runner closes. */
  readonly #closed = new AbortController();

  constructor(options: RunnerOptions<Result>) {
    this.#options = options;
  }

  start(): void {
    this.#started = true;
    this.wake();
  }

  /** Tells the runner that a job may be waiting. */
  wake(): void {
    if (!this.#started || this.#closing || this.#isFinishing) return;
    this.#mayHaveMore = true;
    this.#taking ??= this.#takeJobs().finally(() => {
      this.#taking = undefined;
      if (this.#mayHaveMore) this.wake();
    });
  }

  /** Stops a run that is running here, after it was cancelled in the queue. */
  stop(id: string): void {
    this.#running.get(id)?.abort.abort(new Error('cancelled'));
  }

  /**
   * Takes no further run, and waits for those at work to end. {@link close} gives back those that have not.
   * @param patience milliseconds to wait at most.
   */
  async finish(patience: number): Promise<void> {
    this.#isFinishing = true;
    const ended = new AbortController();
    await Promise.race([
      Promise.all([this.#taking, ...[...this.#running.values()].map((job) => job.ended)]),
      setTimeout(patience, undefined, { signal: ended.signal }).catch(() => {}),
    ]);
    ended.abort();
  }

  /**
   * Stops all runs and gives them back, so that a later runner resumes them.
   * @param patience milliseconds; a run that has not stopped by then is given back while it still works.
   */
  async close(patience = 2000): Promise<void> {
    this.#closing = true;
    this.#closed.abort();
    const running = [...this.#running.values()];
    for (const { abort } of running) abort.abort(new RunnerStops('The server stops'));
    const ended = new AbortController();
    await Promise.race([
      Promise.all([this.#taking, ...running.map((job) => job.ended)]),
      setTimeout(patience, undefined, { signal: ended.signal }).catch(() => {}),
    ]);
    ended.abort();
    for (const { token } of this.#running.values()) await this.#options.queue.release(token).catch(() => {});
  }

  async #takeJobs(): Promise<void> {
    const { queue, atOnce = () => 1 } = this.#options;
    while (this.#mayHaveMore) {
      this.#mayHaveMore = false;
      try {
        while (!this.#closing && !this.#isFinishing && this.#running.size < atOnce()) {
          const lease = await queue.lease(this.#owner);
          this.#failures = 0;
          if (!lease) break;
          // A job that was leased while the runner was closing is given back: nobody would wait for its end.
          if (this.#closing || this.#isFinishing) await queue.release(lease.token);
          else this.#begin(lease);
        }
      } catch (error) {
        if (this.#closing) return;
        // The same problem is reported once, not with every attempt.
        if (this.#failures === 0) this.#problem('The next run could not be started yet', error);
        globalThis.setTimeout(() => this.wake(), this.#pause(++this.#failures)).unref();
      }
    }
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
    const stopHeartbeat = this.#startHeartbeat(lease.token, abort);
    const result = await this.#options.work(lease, abort.signal).catch((error: unknown) => error);
    if (!isOutcome(result) && !isNobodysFault(result) && !this.#closing)
      this.#problem(`Run ${lease.run.number} could not be carried out`, result);
    await this.#reportUntilTaken(lease, result);
    stopHeartbeat();
  }

  /** A run whose end is not recorded would be running for ever, so the queue is asked again until it takes it. */
  async #reportUntilTaken(lease: Lease, result: unknown): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        await this.#report(lease, result);
        if (failures > 0) this.#options.onProblem?.(`The end of run ${lease.run.number} is recorded now.`);
        return;
      } catch (error) {
        // The run was ended, or given back when the runner closed.
        if (error instanceof StaleLease && (failures > 0 || this.#closing)) return;
        if (failures === 0) this.#problem(`The end of run ${lease.run.number} could not be recorded yet`, error);
        if (error instanceof StaleLease || this.#closing) return;
        await setTimeout(this.#pause(failures + 1), undefined, { signal: this.#closed.signal }).catch(() => {});
      }
    }
  }

  #startHeartbeat(token: string, abort: AbortController): () => void {
    const { queue, heartbeat = 1000 } = this.#options;
    const timer = setInterval(() => {
      queue.heartbeat(token).then(
        ({ cancel }) => cancel && abort.abort(new Error('cancelled')),
        (error: unknown) => {
          if (error instanceof StaleLease) abort.abort(error);
          else this.#problem('The queue could not be reached', error);
        },
      );
    }, heartbeat);
    return () => clearInterval(timer);
  }

  /** @param result an outcome, or what the work threw. */
  async #report({ token }: Lease, result: unknown): Promise<void> {
    const { queue } = this.#options;
    if (isOutcome(result)) {
      const mayResume = this.#closing && result.state !== 'done';
      if (mayResume && !(await queue.heartbeat(token)).cancel) await queue.release(token);
      else await queue.complete(token, result as Result);
    } else if (this.#closing || result instanceof GivenBack) await queue.release(token);
    else if (result instanceof WorkerDied) await queue.lose(token);
    else await queue.fail(token, result instanceof Error ? result.message : String(result));
  }

  #pause(failures: number): number {
    const { pause = (count) => Math.min(PAUSE.first * 2 ** (count - 1), PAUSE.last) } = this.#options;
    return pause(failures);
  }

  #problem(what: string, error: unknown): void {
    this.#options.onProblem?.(`${what}: ${messageOf(error)}`);
  }
}

function isOutcome(value: unknown): value is Ended {
  return typeof value === 'object' && value !== null && 'state' in value;
}

/** Whether the run will be carried out again. */
function isNobodysFault(error: unknown): boolean {
  return error instanceof WorkerDied || error instanceof GivenBack;
}
