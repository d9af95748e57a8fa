/** Composes the editor: connects the server's messages to the state that canvas, controls and panels share. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { LiveEvent } from '../../engine/protocol/index.ts';
import type { createCanvas } from '../canvas/canvas.ts';
import { type Api, ApiError, createApi } from '../client/api.ts';
import { createDocuments } from '../client/documents.ts';
import { createForecasts } from '../client/forecast.ts';
import { createLive, type Live } from '../client/live.ts';
import { RunWorkflows } from '../client/run-workflows.ts';
import { createRuns } from '../client/runs.ts';
import { createFleet } from '../client/fleet.ts';
import { createServerLog } from '../client/server-log.ts';
import { createStatus } from '../client/server-status.ts';
import { createUnconfirmed } from '../client/unconfirmed.ts';
import type { Action, Dialog, Editor, Session } from '../editor-context.ts';
import { issuesAt } from '../document/nested/issues-at.ts';
import { isActive } from '../run-state.ts';
import { createActivity } from './session/runs/activity.ts';
import { changeSettings } from './session/change-settings.ts';
import { createFiles } from './session/files.ts';
import { createNotices, type Notices } from './session/notices.ts';
import { reportFailures } from './session/report-failures.ts';
import { createRestorationNews, type RestorationNews } from './session/restoration.ts';
import { createRunner } from './session/runs/run.ts';
import { createServerLists } from './session/server-lists.ts';
import { createSessions } from './session/sessions.ts';
import { createSettings } from './session/settings.ts';
import { browserShelf } from './session/storage.ts';
import { t } from '../i18n/t.ts';

/** The editor, and what only the page around it needs. */
export interface App {
  readonly editor: Editor;
  readonly notices: Notices;
  readonly restoration: RestorationNews;
  readonly live: Live;
  /**
   * Whether the documents have arrived, or none is expected: a browser that has seen none here shows the start page as
   * soon as it has the templates.
   */
  readonly begun: ReadonlySignal<boolean>;
  /** Whether catalogue and documents have arrived. Before that there is nothing to show. */
  readonly ready: ReadonlySignal<boolean>;
  /** Whether the server requires a token, and this browser has not given it yet. */
  readonly locked: ReadonlySignal<boolean>;
  /** Whether the server speaks a newer protocol than this page. */
  readonly outdated: ReadonlySignal<boolean>;
  /** Undefined while the canvas is not in the page. */
  readonly canvas: Signal<Canvas | undefined>;
}

export type Canvas = ReturnType<typeof createCanvas>;

export interface AppOptions {
  /** Id of the document to show first. */
  readonly first: string | undefined;
}

/** Name under which the browser keeps whether documents were open here. */
const SEEN = 'has-documents';

export function createApp({ first }: AppOptions): App {
  const api = createApi();
  const notices = createNotices();
  const { notify } = notices;
  const settings = createSettings();
  const lists = createServerLists(api);
  const dialog = signal<Dialog | undefined>(undefined);
  const actions = signal<readonly Action[]>([]);
  const outdated = signal(false);
  const locked = signal(false);
  const canvas = signal<Canvas | undefined>(undefined);
  const cacheChanges = signal(0);
  const galleryChanges = signal(0);
  const welcomes = signal(0);
  const restoration = createRestorationNews();
  const log = createServerLog(() => api.log());
  const fleet = createFleet(() => api.workers());

  const runs = createRuns();
  const workflows = new RunWorkflows((run) => api.runDetail(run));
  const documents = createDocuments({
    read: (id) => readDocument(api, id),
    send: (message) => live.send(message),
    unconfirmed: createUnconfirmed(localStorage),
    stranded: (workflow) => {
      void editor.work.open({ workflow });
      notify('info', t('{name} was closed elsewhere. Your changes are in a new tab.', { name: workflow.name }));
    },
  });
  const sessions = createSessions(documents, lists.types, first, () => lists.models.peek().entries);
  const { session } = sessions;

  const takeEvent = (event: LiveEvent): void => {
    runs.event(event);
    documents.event(event);
    if (event.type === 'server-started') reportResumed(event.resumed.length);
    if (event.type !== 'changed') return;
    if (event.what === 'workflows') lists.loadSaved();
    else if (event.what === 'own-nodes') lists.loadOwnNodes();
    else if (event.what === 'models') lists.loadModels();
    else if (event.what === 'cache') cacheChanges.value += 1;
    else if (event.what === 'gallery') galleryChanges.value += 1;
  };
  const reportResumed = (count: number): void => {
    if (count === 1) notify('info', t('The server was restarted and goes on with your run.'));
    else if (count > 1) notify('info', t('The server was restarted and goes on with {count} runs.', { count }));
  };

  const live: Live = createLive({
    handlers: {
      welcome(snapshot, restored) {
        welcomes.value += 1;
        restoration.take(restored);
        runs.welcome(snapshot);
        documents.welcome(snapshot);
        lists.load();
        log.reconnected();
        fleet.reconnected();
      },
      event: takeEvent,
      preview: (header, picture) => runs.preview(header, picture),
      refused(answer) {
        if (!documents.refused(answer))
          notify('error', t('A change was refused: {reason}', { reason: answer.message }));
      },
      log: (entry) => log.take(entry),
      workers: (report) => fleet.take(report),
      known: (answer) => documents.known(answer),
      outdated: () => (outdated.value = true),
    },
  });

  const finished = computed(() => runs.list.value.filter((run) => !isActive(run)).length);
  const forecasts = createForecasts({
    ask: (workflow) => api.forecast(workflow),
    shown: computed(() => session.value && shownWorkflow(session.value)),
    // A forecast depends on the cache and the models, too: any of these may change it.
    occasion: computed(() => {
      const names = lists.models.value.entries.map(({ name }) => name);
      return `${welcomes.value} ${finished.value} ${cacheChanges.value} ${names.join('/')}`;
    }),
    online: computed(() => live.state.value === 'open'),
  });

  const reveal: Editor['reveal'] = (node, input, path) => {
    const own = session.peek();
    if (own && path) own.enter(path);
    if (!own?.document.workflow.peek().nodes[node]) return;
    if (settings.peek().view !== 'graph') changeSettings(settings, { view: 'graph' });
    own.selection.value = new Set([node]);
    own.focus.value = node;
    // A canvas that was hidden has no size before the next frame.
    requestAnimationFrame(() => canvas.peek()?.centre(node, input));
  };

  const editor: Editor = {
    api,
    work: {
      ...createFiles({ api, documents, sessions, notify, dialog, types: lists.types }),
      ...createRunner({
        api,
        types: lists.types,
        session,
        settings,
        runs: runs.list,
        workflows,
        forecasts,
        notify,
        reveal,
      }),
    },
    types: lists.types,
    models: lists.models,
    rescan: () => lists.loadModels(),
    status: createStatus(
      () => api.status(),
      () => !document.hidden && live.state.peek() === 'open',
    ),
    log,
    fleet,
    templates: lists.templates,
    saved: lists.saved,
    ownNodes: lists.ownNodes,
    galleryChanges,
    connection: live.state,
    sessions: sessions.sessions,
    session,
    activity: createActivity({ session, runs, outlook: forecasts.outlook, workflows }),
    runs: runs.list,
    queueMode: runs.mode,
    forecast: forecasts.forecast,
    issues: computed(() => issuesAt(forecasts.issues.value, session.value?.path.value ?? [])),
    settings,
    notices: notices.notices,
    actions,
    dialog,
    notify,
    reveal,
  };

  // A browser hides why a WebSocket was refused. A request says whether a token is missing.
  effect(() => {
    if (live.state.value !== 'lost' || welcomes.peek() > 0) return;
    api.models().catch((error: unknown) => {
      locked.value = error instanceof ApiError && error.status === 401;
      if (locked.value) live.close();
    });
  });
  addEventListener('online', () => live.retry());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) live.retry();
  });
  reportFailures(editor);
  lists.loadFirst();

  const ready = computed(() => lists.hasTypes.value && documents.ready.value);
  const isAwaited = first !== undefined || browserShelf.read(SEEN) === true;
  const begun = computed(() => documents.ready.value || (!isAwaited && lists.templates.value.length > 0));
  effect(() => {
    if (documents.ready.value) browserShelf.write(SEEN, sessions.sessions.value.length > 0);
  });
  return { editor, notices, restoration, live, begun, ready, locked, outdated, canvas };
}

/** @returns undefined when the server does not have the document. */
function readDocument(api: Api, id: string): Promise<Awaited<ReturnType<Api['document']>> | undefined> {
  return api.document(id).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
}

function shownWorkflow({ document, whole }: Session) {
  return { id: document.id, workflow: whole.value };
}
