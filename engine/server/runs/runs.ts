/** The runs of the server: the queue, the runner that works on it, the history, and what clients are told of all three. */
import { type RunRecord, type QueueListener } from '../../jobs/job-queue.ts';
import { RunHistory, type RunQuery } from '../../jobs/sqlite/run-history.ts';
import { Runner } from '../../jobs/runner.ts';
import { SqliteQueue } from '../../jobs/sqlite/sqlite-queue.ts';
import type { ServerContext } from '../context.ts';
import { HttpError, notFound } from '../http/errors.ts';
import type { LiveHub } from '../live/hub.ts';
import type { DocumentInfo, RunDetail, RunInfo, RunRequest, Snapshot } from '../../protocol/index.ts';
import { ActiveRun } from './active-run.ts';
import { carryOut } from './carry-out.ts';
import { NodePictures } from './node-pictures.ts';
import { removeUnfinished } from './output-files.ts';

export interface RunsOptions {
  /** Runs at a time; default 1. */
  readonly atOnce?: number;
  /** Runs that are over and kept; default 1000. */
  readonly history?: number;
  /** Bytes of pictures of nodes that are kept; default 2 GiB. */
  readonly previewBytes?: number;
}

export interface Runs {
  /**
   * Queues a run.
   * @throws GraphError when it cannot run; HttpError 429 `queue-full`.
   */
  submit(request: RunRequest): Promise<RunInfo>;
  list(query: RunQuery): readonly RunInfo[];
  /** @throws HttpError 404 */
  get(id: string): RunDetail;
  /** A run that is over stays as it is. @throws HttpError 404 */
  cancel(id: string): Promise<RunInfo>;
  /** Takes a run that is over out of the history; its files stay. @throws HttpError 404, 409 `not-over`. */
  remove(id: string): void;
  order(ids: readonly string[]): Promise<void>;
  clear(): Promise<void>;
  snapshot(documents: readonly Pick<DocumentInfo, 'id'>[]): Pick<Snapshot, 'runs' | 'activity'>;
  /** Begins to work: first on what ran when the server ended. */
  start(): Promise<void>;
  /** Stops what runs, so that a later server goes on with it. */
  close(): Promise<void>;
}

/** Finished runs in a snapshot. */
const LATEST = 100;
/** Seconds after which a client may try again when too many runs wait. */
const RETRY_AFTER = 30;

type RunsContext = Pick<ServerContext, 'engine' | 'version' | 'folders' | 'database' | 'say'> & {
  readonly limits: Pick<ServerContext['limits'], 'queued'>;
};

export function createRuns(context: RunsContext, live: LiveHub, options: RunsOptions = {}): Runs {
  const { engine, database, folders, limits, say } = context;
  const active = new Map<string, ActiveRun>();
  const infoOf = (run: RunRecord): RunInfo => (run.state === 'running' ? active.get(run.id)?.info : undefined) ?? run;
  const listener: QueueListener = {
    changed(run) {
      if (run.state !== 'running') active.delete(run.id);
      live.publish({ type: 'run', run: infoOf(run) });
    },
    removed: ({ id, document }) =>
      live.publish({ type: 'run-removed', run: id, ...(document === undefined ? {} : { document }) }),
  };
  const history = new RunHistory(database);
  const queue = new SqliteQueue(database, {
    listener,
    waiting: limits.queued,
    ...(options.history === undefined ? {} : { history: options.history }),
  });
  const pictures = new NodePictures({
    folder: folders.preview,
    read: (stored) => engine.read(stored),
    ...(options.previewBytes === undefined ? {} : { bytes: options.previewBytes }),
  });
  const runner = new Runner({
    queue,
    onProblem: say,
    ...(options.atOnce === undefined ? {} : { atOnce: options.atOnce }),
    work(lease, signal) {
      const run = new ActiveRun(lease.run, live, pictures);
      active.set(lease.run.id, run);
      return carryOut(lease, run, signal, context);
    },
  });

  return {
    async submit({ document, workflow, targets, front }) {
      engine.plan(workflow, targets ? { targets } : {});
      const run = await queue
        .enqueue({ document, name: workflow.name, workflow, targets, front })
        .catch((error: Error & { code?: string }) => {
          throw error.code === 'queue-full'
            ? new HttpError(429, 'queue-full', error.message, { headers: { 'retry-after': String(RETRY_AFTER) } })
            : error;
        });
      runner.wake();
      return run;
    },
    list: (query) => history.list(query).map(infoOf),
    get(id) {
      const run = history.detail(id);
      if (!run) throw notFound(`run "${id}"`);
      const running = active.get(id);
      return running ? { ...run, ...running.info, nodes: running.nodes } : run;
    },
    async cancel(id) {
      const run = await queue.cancel(id);
      if (run) runner.stop(id);
      const now = run ?? history.get(id);
      if (!now) throw notFound(`run "${id}"`);
      return infoOf(now);
    },
    remove(id) {
      if (queue.remove(id)) return;
      if (!history.get(id)) throw notFound(`run "${id}"`);
      throw new HttpError(409, 'not-over', 'The run is not over. Cancel it first.');
    },
    order: (ids) => queue.order(ids),
    clear: () => queue.clear(),
    snapshot: (documents) => ({
      runs: [...history.open(), ...history.over(LATEST)].map(infoOf),
      activity: Object.fromEntries(
        documents.flatMap(({ id }) => {
          const run = history.latest(id)?.id;
          return run === undefined ? [] : [[id, { run, nodes: active.get(run)?.nodes ?? history.nodes(run) }]];
        }),
      ),
    }),
    async start() {
      await removeUnfinished(folders.output);
      database.transaction(() => live.publish({ type: 'server-started', resumed: queue.recover() }));
      runner.start();
    },
    close: () => runner.close(),
  };
}
