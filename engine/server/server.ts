/** Puts the server together: database, engine, documents, live connections, runs and routes. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { DISK } from '../files/file-layer.ts';
import type { Dispatch } from '../fleet/dispatch/open-dispatch.ts';
import { messageOf } from '../files/storage-error.ts';
import { removeUnfinished } from '../files/write-file.ts';
import { logLines, writeEntry } from '../host/log/log-lines.ts';
import { compose } from '../host/compose.ts';
import { cacheLimits } from '../host/engine-settings.ts';
import { dataFolder, packageRoot, packageVersion } from '../host/places.ts';
import type { RunningServer, StartServerOptions } from '../host/server-options.ts';
import { sqliteJobs } from '../jobs/sqlite/open-jobs.ts';
import { type FleetInfo, LIVE_PATH, type Snapshot } from '../protocol/index.ts';
import { cacheControl } from './cache-control.ts';
import { featuresOf } from './comfyui/features.ts';
import { outputsOf } from './comfyui/history/outputs.ts';
import { textsForComfyUI } from './comfyui/picture-texts.ts';
import { serverPrompts } from './comfyui/prompts.ts';
import { comfyRoutes } from './comfyui/register.ts';
import { PromptFeed } from './comfyui/socket/prompt-feed.ts';
import { comfySocketAddresses } from './comfyui/socket/sockets.ts';
import { Assets } from './comfyui/v2/assets.ts';
import type { ServerContext } from './context.ts';
import { OpenDocuments } from './documents/open-documents.ts';
import { Foreign } from './foreign/foreign.ts';
import { Gallery } from './gallery/gallery.ts';
import { makeFolders } from './folders.ts';
import { databaseCheck, diskCheck, fleetCheck, queueCheck, Readiness } from './health/readiness.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { logRuns } from './log/log-runs.ts';
import { reportsTo } from './log/reports.ts';
import { ServerLog } from './log/server-log.ts';
import { createLiveHub, type LiveHub } from './live/hub.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import { latestRestoration, openOwnDatabase } from './own-database.ts';
import { catalogueRoutes } from './routes/catalogue.ts';
import { documentRoutes } from './routes/documents.ts';
import { galleryRoutes } from './routes/gallery.ts';
import { inputRoutes } from './routes/inputs.ts';
import { pageRoutes } from './routes/page.ts';
import { ownNodeRoutes } from './routes/own-nodes.ts';
import { pictureRoutes } from './routes/pictures.ts';
import { probeRoutes } from './routes/probes.ts';
import { sharingRoutes } from './routes/sharing.ts';
import { settingsRoutes } from './routes/settings.ts';
import { systemRoutes } from './routes/system.ts';
import { sessionRoutes } from './routes/session.ts';
import { INPUT_FILES, PROMPT_TOKENS } from '../../nodes/services/tokens.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { versionRoutes } from './routes/versions.ts';
import { workerRoutes } from './routes/workers.ts';
import { workflowRoutes } from './routes/workflows.ts';
import { NodePictures } from './runs/pictures/node-pictures.ts';
import { outputNames } from './runs/output-names.ts';
import { OutputFolder } from './runs/output-files.ts';
import { registerRuns } from './runs/routes.ts';
import { type RunWatcher, watchers } from './runs/run-watcher.ts';
import { createRuns, type Runs, type RunsEngine } from './runs/runs.ts';
import { Settings } from './settings/settings.ts';
import { guardUpgrades, isOperator } from './security/guard.ts';
import { policyOf } from './security/configure.ts';
import { Invitations } from './security/invitations.ts';
import { Versions } from './versions/versions.ts';
import { WorkflowFiles } from './workflows/files.ts';

/**
 * Starts a server with the editor at `/` and the interface below `/api`; see its `/api/openapi.json`.
 *
 *     const server = await startServer({ port: 0, models: ['models'], data: 'data' });
 *     console.log(server.url);
 *     await server.close();
 *
 * When a part cannot be opened, those before it are closed again.
 * @throws UsageError for options that do not go together, an address that cannot be used, or a data folder that another
 *   server uses.
 */
export async function startServer(options: StartServerOptions = {}): Promise<RunningServer> {
  const closers: (() => unknown)[] = [];
  const lines = logLines(options.log);
  // A part that cannot be closed, for example on a full disk, must not keep the others open.
  const end = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) {
      try {
        await close();
      } catch (error) {
        const message = `A part of the server could not be closed: ${messageOf(error)}`;
        options.say?.(message);
        lines?.warn(message);
      }
    }
  };
  try {
    const { finish, ...server } = await open(options, lines, (close) => closers.push(close));
    const close = async (patience = 0): Promise<void> => {
      if (patience > 0) await finish(patience);
      await end();
    };
    return { ...server, close };
  } catch (error) {
    await end();
    throw error;
  }
}

/** @param later registers the end of a part. Parts are closed in the reverse order. */
async function open(
  options: StartServerOptions,
  lines: Logger | undefined,
  later: (close: () => unknown) => void,
): Promise<Omit<RunningServer, 'close'> & { readonly finish: (patience: number) => Promise<void> }> {
  const { files: layer = DISK, editor = join(packageRoot(), 'dist', 'editor') } = options;
  const log = new ServerLog();
  if (lines) log.watch((entry) => writeEntry(lines, entry));
  const metrics = new ServerMetrics();
  const say = (message: string): void => {
    log.add('warning', { kind: 'server', text: message });
    options.say?.(message);
  };
  const policy = policyOf(options);
  const version = packageVersion();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const folders = await makeFolders(dataFolder(options.data), options.input ?? []);

  const settings = new Settings({ given: options, folders, files: layer, say });

  const own = await openOwnDatabase(folders.data, say);
  later(() => own.close());
  const { database } = own;
  const composed = await compose(settings.used, say, folders.inputs, layer, {
    ...reportsTo(log),
    onRestarted: () => metrics.restarted(),
  });
  later(() => composed.close());
  const { engine, models, loras } = composed;
  settings.onUsed((used) => composed.disk?.limitTo(cacheLimits(used)));

  const foreign = new Foreign(engine.registry, { version, limits });
  later(() => foreign.close());
  const app = await createApp({ version, limits, policy, foreign, lines, say });
  metrics.watchRequests(app);
  later(() => app.close());
  const files = new WorkflowFiles(folders.workflows, foreign, layer);
  await files.removeUnfinished();
  const ownNodes = new WorkflowFiles(folders.ownNodes, foreign, layer);
  await ownNodes.removeUnfinished();
  await removeUnfinished(folders.input);
  const outputs = new OutputFolder(folders.output, layer);
  await outputs.removeUnfinished();

  const snapshot = async (): Promise<Snapshot> => {
    const infos = documents.list();
    return { documents: infos, ...(await runs.snapshot(infos)) };
  };
  // The hub sends what documents and runs publish, and asks both for snapshots.
  const live: LiveHub = createLiveHub({
    database,
    version,
    say,
    watch: logRuns(log),
    mayReadLog: (request) => isOperator(policy, request),
    limits: { sockets: limits.sockets },
    snapshot,
    restored: latestRestoration(database),
    applyEdit: (document, edit, patch) => documents.applyEdit(document, edit, patch),
    madeEdit: (document, edit) => documents.madeEdit(document, edit),
  });
  log.watch((entry) => live.log(entry));
  later(() => live.close());
  const versions = new Versions(database, () => documents);
  const documents = new OpenDocuments({
    database,
    files,
    limits,
    say,
    publish(event) {
      live.publish(event);
      versions.heard(event);
    },
  });
  /** Its code is loaded only where there is a fleet. */
  const openFleet = async (queue: string): Promise<Dispatch> =>
    (await import('../fleet/dispatch/open-dispatch.ts')).openDispatch({
      addresses: { queue, store: settings.used.store },
      version,
      say,
      folder: folders.data,
      inputs: composed.services.use(INPUT_FILES),
      plan: (graph, planOptions) => foreign.plan(graph, planOptions),
      record: (id) => runs.find(id),
      onWorkers: (fleet) => live.workers(fleet),
    });
  const context: ServerContext = {
    version,
    engine,
    registry: engine.registry,
    models,
    loras,
    documents,
    foreign,
    folders,
    files: layer,
    limits,
    cache: cacheControl(composed),
    publish: (event) => live.publish(event),
    status: () => composed.status.now(),
    freeModels: () => composed.freeModels(),
    log,
  };
  const dispatch = options.queue === undefined ? undefined : await openFleet(options.queue);
  if (dispatch) later(() => dispatch.close());
  const planned: RunsEngine = {
    plan: (graph, planOptions) => foreign.plan(graph, planOptions),
    run: (graph, runOptions) => (dispatch?.dispatcher ?? engine).run(graph, runOptions),
    foresee: (graph, foreseeOptions) => engine.foresee(graph, foreseeOptions),
  };
  const feed = new PromptFeed({
    request: (id) => runs.requests.get(id),
    outputs: outputsOf,
    features: featuresOf(limits),
    pictures: folders.preview,
    sockets: limits.sockets,
    say,
  });
  later(() => feed.close());
  const gallery = new Gallery({
    database,
    folder: folders.output,
    files: layer,
    registry: engine.registry,
    runs: () => runs,
    publish: (event) => live.publish(event),
    say,
  });
  later(() => gallery.close());
  const pictures = new NodePictures({ folder: folders.preview, read: (stored) => engine.read(stored), files: layer });
  const runs: Runs = createRuns({
    engine: planned,
    version,
    live,
    outputs,
    hashes: dispatch?.dispatcher.hashes ?? composed.hashes,
    workers: dispatch,
    namesOf({ run }, plan) {
      const { fileNames } = settings.used;
      return fileNames === undefined ? undefined : outputNames(fileNames, engine.registry, run, plan);
    },
    textsOf: textsForComfyUI({
      forOwn: options.comfyMetadata ?? false,
      registry: engine.registry,
      requests: () => runs.requests,
    }),
    say,
    openJobs: sqliteJobs(database),
    watcher: watchers([metrics, feed, gallery, versions, ...(dispatch ? [forgetOver(dispatch)] : [])]),
    pictures,
    queued: limits.queued,
  });
  later(() => runs.close());

  for (const register of [
    catalogueRoutes,
    documentRoutes,
    galleryRoutes(gallery),
    versionRoutes(versions),
    inputRoutes,
    ownNodeRoutes(ownNodes),
    pictureRoutes,
    sharingRoutes,
    systemRoutes,
    tokenRoutes(composed.services.use(PROMPT_TOKENS)),
    workflowRoutes(files, versions),
  ])
    register(app, context);
  registerRuns(app, { ...context, pictures }, runs);
  const prompts = options.comfyPrompts ?? serverPrompts(context);
  const assets = new Assets(database);
  await comfyRoutes(app, { ...context, prompts, runs, assets }, say);
  settingsRoutes(app, settings);
  const fleet = (): FleetInfo => dispatch?.info() ?? { workers: [] };
  workerRoutes(app, fleet);
  const readiness = new Readiness([
    databaseCheck(database),
    diskCheck(folders.data),
    queueCheck(() => runs.queue()),
    fleetCheck(fleet),
  ]);
  const { data } = folders;
  const { metricsOpen: isOpen = false } = options;
  probeRoutes(app, { ...context, data, runs, readiness, fleet, metrics, isOpen });
  sessionRoutes(app, policy);
  const invitations = new Invitations();
  await pageRoutes(app, editor, policy, invitations);
  guardUpgrades(app, policy, {
    [LIVE_PATH]: { access: 'live', accept: (request, socket, head) => live.handleUpgrade(request, socket, head) },
    ...comfySocketAddresses(feed.sockets),
  });
  const { url, port } = await listen(app, options, say);
  feed.start((await runs.open()).map(({ id }) => id));
  await runs.start();
  gallery.start();
  readiness.started();
  void metrics.load();
  lines?.info({ url, data, version }, 'server started');
  const invite = (): string => (policy.tokens.length === 0 ? `${url}/` : `${url}/?code=${invitations.issue()}`);
  const finish = async (patience: number): Promise<void> => {
    readiness.stops();
    lines?.info('server finishes its runs');
    // Workers elsewhere go on without the server.
    await runs.finish(dispatch ? 0 : patience);
  };
  return { url, port, data, invite, finish };
}

/** The job of a run that is over is removed from the queue once the end of the run is kept. */
function forgetOver(dispatch: Pick<Dispatch, 'forget'>): Pick<RunWatcher, 'changed'> {
  return {
    changed({ id, ended }) {
      if (ended !== undefined) setImmediate(() => dispatch.forget(id));
    },
  };
}
