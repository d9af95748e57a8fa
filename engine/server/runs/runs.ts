/** The runs of a server: their queue and history, the worker, and what clients are told of them. */
import type { RunQuery } from '../../jobs/job-history.ts';
import type { QueueListener } from '../../jobs/job-queue.ts';
import type { JobRequests } from '../../jobs/job-requests.ts';
import type { NodePictureStore } from '../../jobs/node-picture-store.ts';
import type { OpenJobs } from '../../jobs/open-jobs.ts';
import type { RunPublisher } from '../../jobs/run-publisher.ts';
import { Runner } from '../../jobs/runner.ts';
import { StepNotes } from '../../jobs/step-notes.ts';
import type {
  DocumentInfo,
  NewJob,
  QueueMode,
  QueueState,
  RunDetail,
  RunInfo,
  RunRecord,
  RunRequest,
  Snapshot,
} from '../../protocol/index.ts';
import { type Holder, ownerOf } from '../security/holder.ts';
import { HttpError, notFound } from '../http/errors.ts';
import type { LiveHub } from '../live/hub.ts';
import { ActiveRun } from './active-run.ts';
import { Admission, refusalOf } from './admission.ts';
import { carryOut, type CarryOutContext } from './carry-out.ts';
import { refuseHopeless } from './refuse-hopeless.ts';
import type { RunWatcher } from './run-watcher.ts';

export type { RunsEngine } from './carry-out.ts';

/** A run that another interface than the server's own queues. */
export interface ForeignRequest extends RunRequest {
  readonly id: string;
  /** What the client sent, as JSON; it comes back from {@link Runs.requests}. */
  readonly request: unknown;
  /** No work begins on behalf of the run before this settles. */
  readonly after: Promise<unknown>;
}

export interface Runs {
  /** Runs that other interfaces queued. A running run is there as it was when it was queued. */
  readonly requests: JobRequests;
  /**
   * Queues a run.
   * @throws GraphError when the workflow cannot run; IdTaken; HttpError 422 `cannot-work` when it is known to fail, 429
   *   `queue-full` or `rate-limited`, 403 `priority-refused`, 503 `draining`.
   */
  submit(request: RunRequest, by?: Holder): Promise<RunInfo>;
  /**
   * Queues a run of another interface. One that is known to fail is queued as well, and fails when its turn comes.
   * @throws GraphError when the workflow cannot run; IdTaken; HttpError as {@link submit}.
   */
  accept(request: ForeignRequest, by?: Holder): Promise<RunInfo>;
  /**
   * Queues a run again that failed or was cancelled. @throws HttpError 404, 409 `not-failed`, 503 `draining`.
   */
  again(id: string): Promise<RunInfo>;
  /** Runs that were given up, the latest first. */
  givenUp(): Promise<readonly RunInfo[]>;
  queue(): Promise<QueueState>;
  setMode(mode: QueueMode): Promise<QueueState>;
  list(query: RunQuery): Promise<readonly RunInfo[]>;
  /** Running runs, then waiting runs in the order they will start. */
  open(): Promise<readonly RunInfo[]>;
  find(id: string): Promise<RunDetail | undefined>;
  /** @throws HttpError 404 */
  get(id: string): Promise<RunDetail>;
  /** Does nothing to a run that is over. @throws HttpError 404 */
  cancel(id: string): Promise<RunInfo>;
  /** Removes a run that is over from the history; its files stay. @throws HttpError 404, 409 `not-over`. */
  remove(id: string): Promise<void>;
  order(ids: readonly string[]): Promise<void>;
  clear(): Promise<void>;
  snapshot(documents: readonly Pick<DocumentInfo, 'id'>[]): Promise<Pick<Snapshot, 'runs' | 'queueMode' | 'activity'>>;
  /** Starts to work, first on the runs that were running when the server ended. */
  start(): Promise<void>;
  /** Starts no further run, and waits for those at work. @param patience milliseconds. */
  finish(patience: number): Promise<void>;
  /** Stops the running runs, so that a later server resumes them. */
  close(): Promise<void>;
}

export interface RunsOptions extends CarryOutContext {
  readonly openJobs: OpenJobs;
  readonly live: Pick<LiveHub, keyof RunPublisher>;
  readonly pictures: NodePictureStore;
  readonly watcher?: RunWatcher;
  /** Most runs that may wait. */
  readonly queued: number;
  readonly say: (message: string) => void;
  /** Where runs are carried out by workers elsewhere; default: this process carries out one at a time. */
  readonly workers?: Workers | undefined;
}

/** Workers outside of this process. */
export interface Workers {
  /** Most runs at a time. */
  room(): number;
  /** @param listener called when {@link room} may have grown. */
  onRoom(listener: () => void): void;
}

/** Finished runs in a snapshot. */
const LATEST = 100;
/** Most runs that were given up, in a list. */
const GIVEN_UP = 1000;

export function createRuns(options: RunsOptions): Runs {
  const { engine, live, pictures, say, watcher, workers } = options;
  const active = new Map<string, ActiveRun>();
  const infoOf = (run: RunRecord): RunInfo => (run.state === 'running' ? active.get(run.id)?.info : undefined) ?? run;
  const listener: QueueListener = {
    changed(run) {
      if (run.state !== 'running') active.delete(run.id);
      live.publish({ type: 'run', run: infoOf(run) });
      watcher?.changed(run);
    },
    removed: ({ id, document }) =>
      live.publish({ type: 'run-removed', run: id, ...(document === undefined ? {} : { document }) }),
  };
  const { queue, control, history, requests } = options.openJobs({ listener, waiting: options.queued });
  const runner = new Runner({
    queue,
    onProblem: say,
    ...(workers ? { atOnce: () => workers.room() } : {}),
    work(lease, signal) {
      const steps = new StepNotes(queue, lease.token);
      watcher?.began(lease);
      const run = new ActiveRun(lease.run, live, pictures, (event) => {
        if (event.type === 'node-done' && event.origin === 'executed') steps.done(event.node);
        watcher?.event(event);
      });
      active.set(lease.run.id, run);
      return carryOut(lease, run, signal, options).finally(() => steps.close());
    },
  });

  workers?.onRoom(() => runner.wake());

  /** The latest run of a document with its nodes, as an entry of {@link Snapshot.activity}. */
  const activityOf = async (document: string): Promise<[string, Snapshot['activity'][string]][]> => {
    const run = (await history.latest(document))?.id;
    if (run === undefined) return [];
    return [[document, { run, nodes: active.get(run)?.nodes ?? (await history.nodes(run)) }]];
  };

  const find = async (id: string): Promise<RunDetail | undefined> => {
    // The run may end while its record is read.
    const before = active.get(id);
    const run = await history.detail(id);
    const running = run?.state === 'running' ? (active.get(id) ?? before) : undefined;
    return run && running ? { ...run, ...running.info, nodes: running.nodes } : run;
  };

  const admission = new Admission();
  const enqueue = async (request: RunRequest, by: Holder, rest: Partial<NewJob> = {}): Promise<RunRecord> => {
    const { client, ...job } = request;
    admission.admit(by, request);
    return queue
      .enqueue({ ...job, ...rest, name: request.workflow.name, owner: ownerOf(by, client) })
      .catch((error: unknown) => {
        throw refusalOf(error);
      });
  };

  return {
    requests,
    async submit(request, by = {}) {
      const { workflow, targets } = request;
      const plan = await engine.plan(workflow, targets ? { targets } : {});
      // While a run works, the models are busy: a run that waits is checked when its turn comes. Those of workers
      // elsewhere are not known here.
      if (active.size === 0 && !workers) await refuseHopeless(engine, workflow, plan);
      const run = await enqueue(request, by);
      runner.wake();
      return run;
    },
    async accept({ request, after, ...rest }, by = {}) {
      await engine.plan(rest.workflow, rest.targets ? { targets: rest.targets } : {});
      const run = await enqueue(rest, by, { request });
      void after.catch(() => {}).then(() => runner.wake());
      return run;
    },
    list: async (query) => (await history.list(query)).map(infoOf),
    open: async () => (await history.open()).map(infoOf),
    find,
    async get(id) {
      const run = await find(id);
      if (!run) throw notFound(`run "${id}"`);
      return run;
    },
    async cancel(id) {
      const cancelled = await queue.cancel(id);
      if (cancelled) runner.stop(id);
      const run = cancelled ?? (await history.get(id));
      if (!run) throw notFound(`run "${id}"`);
      return infoOf(run);
    },
    async again(id) {
      const run = await control.again(id).catch((error: unknown) => {
        throw refusalOf(error);
      });
      if (run) {
        runner.wake();
        return run;
      }
      if (!(await history.get(id))) throw notFound(`run "${id}"`);
      throw new HttpError(409, 'not-failed', 'The run neither failed nor was cancelled, so it is not queued again.');
    },
    givenUp: () => control.givenUp(GIVEN_UP),
    queue: () => control.state(),
    async setMode(mode) {
      await control.setMode(mode);
      live.publish({ type: 'queue-mode', mode });
      runner.wake();
      return control.state();
    },
    async remove(id) {
      if (await queue.remove(id)) return;
      if (!(await history.get(id))) throw notFound(`run "${id}"`);
      throw new HttpError(409, 'not-over', 'The run is not over. Cancel it first.');
    },
    order: (ids) => queue.order(ids),
    clear: () => queue.clear(),
    async snapshot(documents) {
      const latest = await history.over(LATEST);
      const givenUp = (await control.givenUp(GIVEN_UP)).filter(({ id }) => latest.every((run) => run.id !== id));
      const runs = [...(await history.open()), ...latest, ...givenUp];
      const queueMode = (await control.state()).mode;
      const activity = await Promise.all(documents.map(({ id }) => activityOf(id)));
      return { runs: runs.map(infoOf), queueMode, activity: Object.fromEntries(activity.flat()) };
    },
    async start() {
      live.publish({ type: 'server-started', resumed: await queue.recover(workers ? 'elsewhere' : 'here') });
      runner.start();
    },
    finish: (patience) => runner.finish(patience),
    close: () => runner.close(),
  };
}
