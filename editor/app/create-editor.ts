/** Puts the editor together: the server on one side, what people see on the other, and the one object in between. */
import { computed, effect, type Signal, signal } from '@preact/signals';
import type { LiveEvent, Models, SavedWorkflow, Template } from '../../engine/protocol/index.ts';
import type { createCanvas } from '../canvas/canvas.ts';
import { ApiError, createApi } from '../client/api.ts';
import { createDocuments } from '../client/documents.ts';
import { createForecasts } from '../client/forecast.ts';
import { createLive, type Live } from '../client/live.ts';
import { createRuns } from '../client/runs.ts';
import { createUnconfirmed } from '../client/unconfirmed.ts';
import { type NodeTypes, nodeTypes } from '../document/graph/catalogue.ts';
import type { Action, Activity, Dialog, Editor } from '../editor-context.ts';
import { createFiles } from './session/files.ts';
import { createNotices, type Notices } from './session/notices.ts';
import { createRunner, isActive } from './session/run.ts';
import { createSessions } from './session/sessions.ts';
import { createSettings } from './session/settings.ts';

/** The editor, and what only the page around it needs. */
export interface App {
  readonly editor: Editor;
  readonly notices: Notices;
  readonly live: Live;
  /** Catalogue and documents are here: until then there is nothing to show. */
  readonly ready: { readonly value: boolean };
  /** The server asks for a token this page does not have. */
  readonly locked: { readonly value: boolean };
  /** The server speaks a newer language than this page. */
  readonly outdated: { readonly value: boolean };
  /** While it is in the page. */
  readonly canvas: Signal<Canvas | undefined>;
}

export type Canvas = ReturnType<typeof createCanvas>;

export interface AppOptions {
  readonly token?: string | undefined;
  /** The document to show first. */
  readonly first?: string | undefined;
}

const NO_ACTIVITY: Activity = { run: undefined, nodes: {}, previews: {}, pictures: {} };

export function createApp({ token, first }: AppOptions): App {
  const api = createApi(token);
  const notices = createNotices();
  const { notify } = notices;
  const settings = createSettings();
  const dialog = signal<Dialog | undefined>(undefined);
  const actions = signal<readonly Action[]>([]);
  const outdated = signal(false);
  const locked = signal(false);
  const canvas = signal<Canvas | undefined>(undefined);

  const types = signal<NodeTypes | undefined>(undefined);
  const models = signal<Models>({ checkpoints: [], controlNets: [] });
  const templates = signal<readonly Template[]>([]);
  const saved = signal<readonly SavedWorkflow[]>([]);
  const cacheChanges = signal(0);
  const welcomes = signal(0);

  const runs = createRuns();
  const documents = createDocuments({
    read: (id) =>
      api.document(id).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return undefined;
        throw error;
      }),
    send: (message) => live.send(message),
    unconfirmed: createUnconfirmed(localStorage),
    stranded: (workflow) => {
      void editor.work.open({ workflow });
      notify('info', `${workflow.name} was closed elsewhere. Your changes are in a new tab.`);
    },
  });
  const sessions = createSessions(documents, first);
  const { session } = sessions;

  /** Lists that came with a page which lost the server meanwhile are asked for again. */
  const loadLists = (): void => {
    if (!types.peek()) take(api.catalogue().then(nodeTypes), types);
    take(api.models(), models);
    take(api.templates(), templates);
    take(api.workflows(), saved);
  };

  const refresh = (what: Extract<LiveEvent, { readonly type: 'changed' }>['what']): void => {
    if (what === 'workflows') take(api.workflows(), saved);
    else if (what === 'models') take(api.models(), models);
    else if (what === 'cache') cacheChanges.value += 1;
  };

  const live: Live = createLive({
    token,
    handlers: {
      welcome(snapshot) {
        welcomes.value += 1;
        runs.welcome(snapshot);
        documents.welcome(snapshot);
        loadLists();
      },
      event(event) {
        runs.event(event);
        documents.event(event);
        if (event.type === 'changed') refresh(event.what);
        else if (event.type === 'server-started' && event.resumed.length > 0)
          notify(
            'info',
            event.resumed.length === 1
              ? 'The server was restarted and goes on with your run.'
              : `The server was restarted and goes on with ${event.resumed.length} runs.`,
          );
      },
      preview: (header, picture) => runs.preview(header, picture),
      refused(answer) {
        if (!documents.refused(answer)) notify('error', `A change was taken back: ${answer.message}`);
      },
      known: (answer) => documents.known(answer),
      outdated: () => (outdated.value = true),
    },
  });

  const shown = computed(
    () => session.value && { id: session.value.document.id, workflow: session.value.document.workflow.value },
  );
  const finished = computed(
    () => runs.list.value.filter(({ state }) => state !== 'queued' && state !== 'running').length,
  );
  const occasion = computed(
    () => `${welcomes.value} ${finished.value} ${cacheChanges.value} ${models.value.checkpoints.join('/')}`,
  );
  const online = computed(() => live.state.value === 'open');
  const forecasts = createForecasts({ ask: (workflow) => api.forecast(workflow), shown, occasion, online });

  const knownTypes = computed<NodeTypes>(() => types.value ?? new Map());
  const reveal: Editor['reveal'] = (node, input) => {
    const own = session.peek();
    if (!own?.document.workflow.peek().nodes[node]) return;
    if (settings.peek().view !== 'graph') settings.value = { ...settings.peek(), view: 'graph' };
    own.selection.value = new Set([node]);
    own.focus.value = node;
    // A canvas that was hidden has no size before the next frame.
    requestAnimationFrame(() => canvas.peek()?.centre(node, input));
  };

  const editor: Editor = {
    api,
    work: {
      ...createFiles({ api, documents, sessions, notify, dialog }),
      ...createRunner({ api, types: knownTypes, session, settings, runs: runs.list, forecasts, notify, reveal }),
    },
    types: knownTypes,
    models,
    templates,
    saved,
    connection: live.state,
    sessions: sessions.sessions,
    session,
    activity: computed(() => (session.value ? runs.activityOf(session.value.document.id) : NO_ACTIVITY)),
    runs: runs.list,
    forecast: forecasts.forecast,
    issues: forecasts.issues,
    settings,
    notices: notices.notices,
    actions,
    dialog,
    notify,
    reveal,
  };

  // A browser does not say why a WebSocket was refused; a request does.
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
  followFailures(editor);

  return {
    editor,
    notices,
    live,
    outdated,
    locked,
    canvas,
    ready: computed(() => types.value !== undefined && documents.ready.value),
  };
}

/** When the server cannot be reached, what was known stays; the next welcome asks again. */
function take<T>(asked: Promise<T>, into: { value: T }): void {
  asked.then(
    (answer) => (into.value = answer),
    () => undefined,
  );
}

/** Says when a run that this page saw at work failed: people may be looking elsewhere. */
function followFailures({ runs, sessions, session, notify }: Editor): void {
  let active: ReadonlySet<string> = new Set();
  effect(() => {
    for (const { id, name, document, state, failures } of runs.value) {
      if (state !== 'failed' || !active.has(id)) continue;
      const own = sessions.peek().find((each) => each.document.id === document);
      const show = own && own !== session.peek() ? { title: 'Show', run: () => (session.value = own) } : undefined;
      notify('error', `${name}: ${failures[0]?.message ?? 'The run failed.'}`, show);
    }
    active = new Set(runs.value.filter(isActive).map(({ id }) => id));
  });
}
