/** The runs that a worker holds: what each is about, and what the server is told of it. */
import { LOCK } from '../../jobs/bullmq/broker.ts';
import type { Lease, RunRecord } from '../../protocol/index.ts';
import type { ContentStore } from '../../store/content-store.ts';
import { type JobDocument, type JobPayload, type Order, type RunMessage, TOPICS } from '../fleet-protocol.ts';
import { orGiveBack, patiently } from '../patience.ts';
import { readJson, writeJson } from '../stored-json.ts';
import { Outbox } from './outbox.ts';

export interface HeldRunsOptions {
  /** Id of the worker. */
  readonly worker: string;
  readonly store: ContentStore;
  /** Publishes on the relay. */
  readonly publish: (topic: string, message: unknown) => Promise<unknown>;
}

/**
 * Milliseconds to wait for a store that does not answer, or hangs. A job that is being opened has no heartbeat yet, so
 * its lock must last longer: a lock that lapses counts as the death of the worker.
 */
const PATIENCE = LOCK.duration / 3;

interface HeldRun {
  readonly document: JobDocument;
  readonly outbox: Outbox;
}

export class HeldRuns {
  readonly #options: HeldRunsOptions;
  /** By job. */
  readonly #held = new Map<string, HeldRun>();

  constructor(options: HeldRunsOptions) {
    this.#options = options;
  }

  /** @throws GivenBack when the store does not answer, Error when it does not have what the job is about. */
  async open(payload: JobPayload, job: string): Promise<Pick<Lease, 'run' | 'workflow'>> {
    const { store, worker, publish } = this.#options;
    const read = (): Promise<JobDocument | undefined> => readJson(store.shelf('inputs'), payload.document);
    const document = await orGiveBack(patiently(read, { limit: PATIENCE }), PATIENCE);
    if (!document) throw new Error('The store no longer has the workflow of this run. Queue it again.');
    const outbox = new Outbox({
      head: { job, worker, offer: payload.offer },
      server: payload.server,
      send: (server, message) => publish(TOPICS.runs(server), message),
      keep: (events) => writeJson(store.shelf('steps'), events),
    });
    this.#held.set(job, { document, outbox });
    return { run: document.run, workflow: document.workflow };
  }

  /** @throws Error when the worker does not hold the run. */
  of({ id }: Pick<RunRecord, 'id'>): HeldRun {
    const held = [...this.#held.values()].find(({ document }) => document.run.id === id);
    if (!held) throw new Error(`The worker does not hold the run "${id}"`);
    return held;
  }

  /** The id of a job's run; empty for a job that this worker does not hold. */
  runOf(job: string): string {
    return this.#held.get(job)?.document.run.id ?? '';
  }

  report({ job, server, from }: Extract<Order, { readonly type: 'report' }>): void {
    this.#held.get(job)?.outbox.report(server, from);
  }

  /** The queue knows that the job has left this worker. */
  over({ server, offer }: JobPayload, job: string): void {
    const { worker, publish } = this.#options;
    const from = this.#held.get(job)?.outbox.events.length ?? 0;
    this.forget(job);
    const message: RunMessage = { job, worker, offer, from, events: [], progress: [], isOver: true };
    // The server looks at the queue anyway, a little later.
    publish(TOPICS.runs(server), message).catch(() => {});
  }

  forget(job: string): void {
    void this.#held.get(job)?.outbox.close();
    this.#held.delete(job);
  }
}
