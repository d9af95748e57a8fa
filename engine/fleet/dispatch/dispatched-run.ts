/**
 * One run on its way through the queue of the fleet. The server's own database holds the truth: a job that vanished
 * from the queue is put there again, one that is there already is followed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Queue } from 'bullmq';
import { nanoid } from 'nanoid';
import { NOT_CARRIED_OUT } from '../../jobs/bullmq/job-leases.ts';
import type { JobPayload, JobResult, Order, RunMessage } from '../fleet-protocol.ts';
import type { ReceivedEvents } from './received-events.ts';

export interface DispatchedRunOptions {
  /** Id of the job. */
  readonly id: string;
  readonly queue: Queue<JobPayload, JobResult>;
  /** Names of the models that the run needs, sorted. */
  readonly models: readonly string[];
  readonly payload: Omit<JobPayload, 'offer'>;
  readonly events: ReceivedEvents;
  readonly order: (order: Order) => void;
  /** Models that no worker has; undefined as long as somebody can serve the run. */
  readonly missing: () => readonly string[] | undefined;
  /** Called when the job begins to wait, or was taken. */
  readonly onChange: () => void;
}

/** How the job of a run ended. */
export type End =
  | { readonly kind: 'carried'; readonly result: string }
  /** Before a worker took it. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'died' }
  | { readonly kind: 'given-back' }
  | { readonly kind: 'failed'; readonly message: string };

/** Milliseconds. */
const LOOK = {
  /** Without a message of a worker for so long, the queue is asked. */
  quiet: 1500,
  /** Between two requests to cancel a run that goes on. */
  cancelling: 300,
  /** A run whose models no worker has waits for so long: a worker may be about to start. */
  unserved: 15_000,
} as const;

/** A job that is over stays for so long in the queue, in seconds: a server that is away takes its result later. */
const KEPT = { age: 7 * 24 * 3600 } as const;

export class DispatchedRun {
  readonly models: readonly string[];
  readonly #options: DispatchedRunOptions;
  #offer = '';
  /** On the clock of `performance`. */
  #heard = performance.now();
  /** When the job began to wait, on the same clock; undefined once a worker has it. */
  #waitsSince: number | undefined = performance.now();
  #unservedSince: number | undefined;
  #wake = new AbortController();

  constructor(options: DispatchedRunOptions) {
    this.#options = options;
    this.models = options.models;
  }

  /** Milliseconds for which the job has waited; undefined once a worker has it. */
  get waited(): number | undefined {
    return this.#waitsSince === undefined ? undefined : Math.round(performance.now() - this.#waitsSince);
  }

  hear(message: RunMessage): void {
    // A worker that lost its lease may still speak.
    if (message.offer !== this.#offer) return;
    this.#heard = performance.now();
    if (this.#waitsSince !== undefined) this.#setWaiting(false);
    this.#options.events.take(message);
    if (message.isOver) this.#wake.abort();
  }

  /**
   * Resolves when the job is over.
   * @param stop ends the wait; the job goes on.
   * @param cancel asks the worker to stop.
   */
  async end(stop: AbortSignal, cancel: AbortSignal): Promise<End | undefined> {
    const wake = (): void => this.#wake.abort();
    // A queue that does not answer must not hold up a server that stops.
    const stopped = new Promise<undefined>((resolve) => stop.addEventListener('abort', () => resolve(undefined)));
    stop.addEventListener('abort', wake);
    cancel.addEventListener('abort', wake);
    try {
      let isFirst = true;
      while (!stop.aborted) {
        const isQuiet = performance.now() - this.#heard >= LOOK.quiet;
        if (isFirst || isQuiet || this.#wake.signal.aborted || cancel.aborted) {
          this.#wake = new AbortController();
          isFirst = false;
          const end = await Promise.race([this.#look(cancel.aborted), stopped]);
          if (end) return end;
        }
        const pause = cancel.aborted ? LOOK.cancelling : LOOK.quiet;
        const { signal } = this.#wake;
        if (!signal.aborted) await sleep(pause, undefined, { signal, ref: false }).catch(() => {});
      }
      return undefined;
    } finally {
      stop.removeEventListener('abort', wake);
      cancel.removeEventListener('abort', wake);
    }
  }

  /** @returns undefined while the job is not over, and while the queue does not answer. */
  async #look(isCancelled: boolean): Promise<End | undefined> {
    const { id, queue, order } = this.#options;
    try {
      // The state is asked for first: it may change before the job is read, which then holds what the state says.
      const state = await queue.getJobState(id);
      const job = await queue.getJob(id);
      if (!job) {
        if (isCancelled) return { kind: 'cancelled' };
        await this.#put();
        return undefined;
      }
      if (state === 'unknown') return undefined;
      if (job.data.offer !== this.#offer) this.#follow(job.data.offer);
      if (state === 'completed') return { kind: 'carried', result: job.returnvalue.result };
      if (state === 'failed') return await endOfFailed(job);
      if (state === 'active') {
        this.#setWaiting(false);
        if (isCancelled) order({ type: 'cancel', job: id });
        return undefined;
      }
      return await this.#waiting(job, isCancelled);
    } catch {
      // The broker tells of a queue that does not answer. A job that was just taken cannot be removed.
      return undefined;
    }
  }

  async #waiting(job: Job<JobPayload, JobResult>, isCancelled: boolean): Promise<End | undefined> {
    if (job.stalledCounter > 0) {
      await job.remove();
      return { kind: 'died' };
    }
    this.#setWaiting(true);
    if (isCancelled) {
      await job.remove();
      return { kind: 'cancelled' };
    }
    const missing = this.#options.missing();
    if (missing === undefined) this.#unservedSince = undefined;
    else this.#unservedSince ??= performance.now();
    if (missing === undefined || performance.now() - (this.#unservedSince ?? 0) < LOOK.unserved) return undefined;
    await job.remove();
    return { kind: 'failed', message: unserved(this.models, missing) };
  }

  /** Puts the job on the queue. It does nothing when the job is there. */
  async #put(): Promise<void> {
    const { id, queue, payload, events } = this.#options;
    this.#offer = nanoid();
    const options = { jobId: id, removeOnComplete: KEPT, removeOnFail: KEPT };
    await queue.add('run', { ...payload, offer: this.#offer }, options);
    events.restart();
    this.#setWaiting(true);
  }

  /** Takes up a job that another process of this server put on the queue. */
  #follow(offer: string): void {
    this.#offer = offer;
    this.#options.events.restart();
  }

  #setWaiting(isWaiting: boolean): void {
    if (isWaiting) this.#waitsSince ??= performance.now();
    else this.#waitsSince = undefined;
    this.#options.onChange();
  }
}

/** The job is removed, so that the run can be put on the queue again. */
async function endOfFailed(job: Job<JobPayload, JobResult>): Promise<End> {
  const { failedReason } = job;
  await job.remove();
  if (failedReason === NOT_CARRIED_OUT.died) return { kind: 'died' };
  if (failedReason === NOT_CARRIED_OUT.givenBack) return { kind: 'given-back' };
  return { kind: 'failed', message: failedReason };
}

function unserved(models: readonly string[], missing: readonly string[]): string {
  const all = models.map((name) => `"${name}"`).join(', ');
  if (missing.length === 0) return `No worker of the fleet has all of the models ${all}.`;
  return `No worker of the fleet has ${missing.map((name) => `"${name}"`).join(', ')}. Give one its folder: --models.`;
}
