/**
 * The queue in a server's own database. Only one process uses it, so a lease from before its start belonged to a dead
 * process.
 */
import { nanoid } from 'nanoid';
import { GIVEN_UP, isGivenUp, type Lease, type NewJob, type Outcome, type RunRecord } from '../../protocol/index.ts';
import { IdTaken, type JobQueue, QueueDrains, QueueFull, type QueueListener, StaleLease } from '../job-queue.ts';
import type { Database } from './database.ts';
import { bandOf, firstRound, placeOf } from './place.ts';
import { type OrphanRow, type PlacedRow, type QueueStatements, queueStatements } from './queue-statements.ts';
import { recordOf, type RunRow, sealedEnd, workflowOf } from './run-row.ts';
import { DamagedRecord, seal } from './sealed.ts';

export interface SqliteQueueOptions {
  readonly listener?: QueueListener;
  /** Most runs that may wait; default 1000. */
  readonly waiting?: number;
  /** Most runs that are over and kept; default 1000. */
  readonly history?: number;
  /** A run is given up when the process died this many times at the same step of it; default 3. */
  readonly attempts?: number;
}

const SILENT: QueueListener = { changed: () => {}, removed: () => {} };

export class SqliteQueue implements JobQueue {
  readonly #database: Database;
  readonly #listener: QueueListener;
  readonly #waiting: number;
  readonly #history: number;
  readonly #attempts: number;
  readonly #sql: QueueStatements;

  constructor(
    database: Database,
    { listener = SILENT, waiting = 1000, history = 1000, attempts = 3 }: SqliteQueueOptions = {},
  ) {
    this.#database = database;
    this.#listener = listener;
    this.#waiting = waiting;
    this.#history = history;
    this.#attempts = attempts;
    this.#sql = queueStatements(database);
  }

  async enqueue(job: NewJob): Promise<RunRecord> {
    const { id = nanoid(), document, name, workflow, targets, front = false, request, owner = '', priority } = job;
    const band = bandOf(priority);
    return this.#change(() => {
      if (this.#sql.known.get(id)) throw new IdTaken(`There is a run with the id "${id}" already`);
      if (this.#sql.mode.get()?.mode === 'draining') throw new QueueDrains();
      const { count = 0, first } = this.#sql.bounds.get() ?? {};
      if (count >= this.#waiting)
        throw new QueueFull(`${count} runs are waiting, which is the limit. Cancel some of them, or try again later.`);
      const position = front ? (first ?? 1) - 1 : this.#place(band, owner);
      return this.#sql.insert.get(
        id,
        document ?? null,
        name,
        seal(workflow, id, name, document ?? null),
        targets ? seal(targets, id) : null,
        position,
        Date.now(),
        request === undefined ? null : seal(request, id),
        owner,
        band,
      );
    }) as RunRecord;
  }

  async lease(owner: string): Promise<Lease | undefined> {
    for (;;) {
      const token = nanoid();
      const run = this.#change(() => this.#sql.lease.get(token, owner, Date.now()));
      const row = run && this.#sql.detail.get(run.id);
      if (!row) return undefined;
      try {
        return { token, attempt: run.attempt, run, workflow: workflowOf(row) };
      } catch (error) {
        if (!(error instanceof DamagedRecord)) throw error;
        this.#end(token, failed(`${error.message} Queue it again.`));
      }
    }
  }

  async heartbeat(token: string): Promise<{ readonly cancel: boolean }> {
    const row = this.#sql.held.get(token);
    if (!row) throw new StaleLease();
    return { cancel: row.cancel === 1 };
  }

  async progress(token: string, steps: readonly string[]): Promise<void> {
    if (!this.#sql.held.get(token)) throw new StaleLease();
    this.#database.transaction(() => {
      let isNew = false;
      for (const step of steps) if (this.#sql.noteStep.get(step, token)) isNew = true;
      if (isNew) this.#sql.progress.run(token);
    });
  }

  async complete(token: string, outcome: Outcome): Promise<RunRecord> {
    return this.#end(token, outcome);
  }

  async fail(token: string, message: string): Promise<RunRecord> {
    return this.#end(token, failed(message));
  }

  async release(token: string): Promise<void> {
    if (!this.#change(() => this.#sql.release.get(token))) throw new StaleLease();
  }

  async lose(token: string): Promise<void> {
    const orphan = this.#sql.orphan.get(token);
    if (!orphan) throw new StaleLease();
    const outcome = this.#outcomeOf(orphan, 'A worker');
    if (outcome) this.#end(token, outcome);
    else this.#change(() => this.#sql.requeue.get(token));
  }

  async cancel(id: string): Promise<RunRecord | undefined> {
    return this.#change(() => {
      const place = this.#sql.inTurn.get(id);
      const cancelled = this.#sql.cancelWaiting.get(Date.now(), id);
      if (cancelled && place) this.#giveTurnOn(place);
      return cancelled ?? this.#sql.cancelRunning.get(id);
    });
  }

  async order(ids: readonly string[]): Promise<void> {
    this.#database.transaction(() => {
      const waiting = this.#sql.waiting.all();
      const byId = new Map(waiting.map((row) => [row.id, row]));
      const named = new Set([...new Set(ids)].flatMap((id) => byId.get(id) ?? []));
      const others = waiting.filter((row) => !named.has(row));
      for (const [position, row] of [...named, ...others].entries())
        if (row.position !== position) this.#tell(this.#sql.move.get(position, row.id));
    });
  }

  async clear(): Promise<void> {
    this.#database.transaction(() => {
      for (const { id } of this.#sql.waiting.all()) this.#tell(this.#sql.cancelWaiting.get(Date.now(), id));
    });
  }

  /** @see QueueControl.again */
  again(id: string): RunRecord | undefined {
    return this.#change(() => {
      const run = this.#sql.failed.get(id);
      if (run && this.#sql.mode.get()?.mode === 'draining') throw new QueueDrains();
      return run && this.#sql.again.get(this.#place(run.band, run.submitter), id);
    });
  }

  async recover(workers: 'here' | 'elsewhere' = 'here'): Promise<readonly string[]> {
    const resumed: string[] = [];
    const requeue = workers === 'here' ? this.#sql.requeue : this.#sql.release;
    this.#database.transaction(() => {
      this.#sql.endDrain.run();
      for (const orphan of this.#sql.orphans.all()) {
        const outcome = workers === 'here' ? this.#outcomeOf(orphan, 'The server') : undefined;
        if (outcome) this.#tell(this.#writeEnd(orphan.token, outcome));
        else {
          this.#tell(requeue.get(orphan.token));
          resumed.unshift(orphan.id);
        }
      }
    });
    return resumed;
  }

  async remove(id: string): Promise<RunRecord | undefined> {
    let removed: RunRecord | undefined;
    this.#database.transaction(() => {
      const row = this.#sql.remove.get(id);
      if (!row) return;
      removed = recordOf(row);
      this.#listener.removed(removed);
    });
    return removed;
  }

  /** How a run ends whose process died; undefined when it is started again. @param who begins a sentence. */
  #outcomeOf({ stalls, cancel }: OrphanRow, who: 'The server' | 'A worker'): Outcome | undefined {
    if (cancel === 1) return { state: 'cancelled', files: [], failures: [], nodes: {} };
    if (stalls < this.#attempts) return undefined;
    return failed(
      `${who} ended unexpectedly ${stalls} times in a row at the same step of this run, so it was given up. ` +
        'It may need more memory than there is.',
      GIVEN_UP,
    );
  }

  #place(band: number, owner: string): number {
    return placeOf(band, this.#sql.rounds.get(owner, band, firstRound(band)) ?? { next: null, last: null });
  }

  /** The turn of a run that no longer waits passes to the owner's next run, and so on. */
  #giveTurnOn({ band, submitter, position }: PlacedRow): void {
    if (position < firstRound(band)) return;
    let turn = position;
    for (const later of this.#sql.laterOfOwner.all(band, submitter, position)) {
      this.#tell(this.#sql.move.get(turn, later.id));
      turn = later.position;
    }
  }

  #end(token: string, outcome: Outcome): RunRecord {
    let ended: RunRecord | undefined;
    this.#database.transaction(() => {
      ended = this.#tell(this.#writeEnd(token, outcome));
      this.#sql.forgetSteps.run();
      for (const { id, document } of this.#sql.prune.all(this.#history))
        this.#listener.removed({ id, ...(document === null ? {} : { document }) });
    });
    if (!ended) throw new StaleLease();
    return ended;
  }

  #writeEnd(token: string, outcome: Outcome): RunRow | undefined {
    return this.#sql.end.get(outcome.state, Date.now(), ...sealedEnd(outcome), isGivenUp(outcome) ? 1 : 0, token);
  }

  /** Makes one change in a transaction, and tells the listener within it. */
  #change(change: () => RunRow | undefined): RunRecord | undefined {
    let changed: RunRecord | undefined;
    this.#database.transaction(() => {
      changed = this.#tell(change());
    });
    return changed;
  }

  #tell(row: RunRow | undefined): RunRecord | undefined {
    if (!row) return undefined;
    const run = recordOf(row);
    this.#listener.changed(run);
    return run;
  }
}

/** The failure of a run as a whole, of no node in particular. */
function failed(message: string, code?: string): Outcome {
  const failure = { node: '', type: '', message, ...(code === undefined ? {} : { code }) };
  return { state: 'failed', files: [], failures: [failure], nodes: {} };
}
