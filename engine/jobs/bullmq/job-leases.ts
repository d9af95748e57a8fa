/**
 * The worker's side of BullMQ: jobs are fetched by hand, so that a worker chooses the queue. BullMQ's lock is the
 * lease: the heartbeat extends it, and what a worker reports without it is refused.
 */
import { nanoid } from 'nanoid';
import type { Job, Worker } from 'bullmq';
import type { Lease } from '../../protocol/index.ts';
import { type LeaseQueue, StaleLease } from '../job-queue.ts';
import { GivenBack } from '../runner.ts';
import { type Broker, LOCK } from './broker.ts';

export interface JobLeasesOptions<Payload> {
  readonly broker: Broker;
  /** Names of the queues that the worker looks into now, the first to be preferred. */
  readonly queues: () => readonly string[];
  /** Reads what a job is about. @throws GivenBack, or Error that ends the job as failed. */
  readonly open: (payload: Payload, job: string) => Promise<Pick<Lease, 'run' | 'workflow'>>;
  /** Called when a job has left the worker, whichever way, after the queue knows it. */
  readonly onOver: (payload: Payload, job: string) => void;
  /** Called when the lease of a job was lost: whatever the worker still does for it is in vain. */
  readonly onLost: (job: string) => void;
}

/** Reasons of failed jobs that say nothing of their run. */
export const NOT_CARRIED_OUT = {
  /** The worker that had the job died. */
  died: 'inkloom: the worker died',
  /** The worker stops. */
  givenBack: 'inkloom: given back',
} as const;

interface Held<Payload> {
  readonly worker: Worker;
  readonly job: Job<Payload>;
  readonly id: string;
}

/** @typeParam Result what the queue keeps of a job that was carried out. */
export class JobLeases<Payload, Result> implements LeaseQueue<Result> {
  readonly #options: JobLeasesOptions<Payload>;
  readonly #held = new Map<string, Held<Payload>>();
  /** Ids of held jobs that are to be cancelled. */
  readonly #cancelled = new Set<string>();

  constructor(options: JobLeasesOptions<Payload>) {
    this.#options = options;
  }

  async lease(): Promise<Lease | undefined> {
    const { broker, queues, open } = this.#options;
    for (const name of queues()) {
      const worker = broker.worker(name);
      for (;;) {
        const token = nanoid();
        const job = (await worker.getNextJob(token, { block: false })) as Job<Payload> | undefined;
        if (job?.id === undefined) break;
        this.#held.set(token, { worker, job, id: job.id });
        // The server decides whether a job whose worker died is carried out again.
        if (job.stalledCounter > 0) await this.#endAsFailed(token, NOT_CARRIED_OUT.died);
        else {
          try {
            return { token, attempt: job.attemptsStarted, ...(await open(job.data, job.id)) };
          } catch (error) {
            if (error instanceof GivenBack) await this.release(token);
            else await this.fail(token, (error as Error).message);
          }
        }
      }
    }
    return undefined;
  }

  /** Asks the worker to stop a job. @returns whether this worker holds the job. */
  cancel(job: string): boolean {
    const isHeld = [...this.#held.values()].some(({ id }) => id === job);
    if (isHeld) this.#cancelled.add(job);
    return isHeld;
  }

  async heartbeat(token: string): Promise<{ readonly cancel: boolean }> {
    const { worker, id } = this.#of(token);
    const lost = await worker.extendJobLocks([id], [token], LOCK.duration);
    if (lost.length > 0) throw this.#lost(token);
    return { cancel: this.#cancelled.has(id) };
  }

  complete(token: string, result: Result): Promise<void> {
    return this.#end(token, (job) => job.moveToCompleted(result, token, false));
  }

  fail(token: string, message: string): Promise<void> {
    return this.#endAsFailed(token, message);
  }

  release(token: string): Promise<void> {
    return this.#endAsFailed(token, NOT_CARRIED_OUT.givenBack);
  }

  lose(token: string): Promise<void> {
    return this.#endAsFailed(token, NOT_CARRIED_OUT.died);
  }

  #endAsFailed(token: string, reason: string): Promise<void> {
    return this.#end(token, (job) => job.moveToFailed(new Error(reason), token, false));
  }

  async #end(token: string, end: (job: Job<Payload>) => Promise<unknown>): Promise<void> {
    const { job, id } = this.#of(token);
    try {
      await end(job);
    } catch (error) {
      if (!isRefused(error)) throw error;
      throw this.#lost(token);
    }
    this.#forget(token);
    this.#options.onOver(job.data, id);
  }

  #of(token: string): Held<Payload> {
    const held = this.#held.get(token);
    if (!held) throw new StaleLease();
    return held;
  }

  #lost(token: string): StaleLease {
    const { id } = this.#of(token);
    this.#forget(token);
    this.#options.onLost(id);
    return new StaleLease();
  }

  #forget(token: string): void {
    const { id = '' } = this.#held.get(token) ?? {};
    this.#held.delete(token);
    this.#cancelled.delete(id);
  }
}

/** BullMQ numbers its refusals below 0: the job is gone, not active, or locked by somebody else. */
function isRefused(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'number' && code < 0;
}
