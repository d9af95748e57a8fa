/** The HTTP interface of the server, as functions. */
import type {
  Catalogue,
  FleetInfo,
  DocumentInfo,
  ForecastResult,
  LogEntry,
  Models,
  OpenDocument,
  PictureFile,
  QueueMode,
  QueueState,
  RunDetail,
  RunInfo,
  RunRequest,
  OwnNode,
  SavedWorkflow,
  ServerStatus,
  SettingsChange,
  SettingsView,
  Template,
  Workflow,
} from '../../engine/protocol/index.ts';
import { galleryCalls } from './gallery.ts';
import { fileForm, request } from './request.ts';
import { versionCalls } from './versions.ts';

export { ApiError } from './request.ts';

export type Api = ReturnType<typeof createApi>;

/** A part of a workflow of another program that was left out or changed. */
export interface ImportIssue {
  readonly node?: string | undefined;
  readonly message: string;
}

interface RunQuery {
  readonly limit?: number;
  /** Only runs with a smaller number. */
  readonly before?: number;
  readonly document?: string;
}

/**
 * Every function throws an {@link ApiError} for an answer that is not a success. For a server that asks for a token,
 * the browser sends a cookie with every request.
 */
export function createApi() {
  const send = request;
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await (await send(method, path, body)).json()) as T;
  const at = encodeURIComponent;

  return {
    ...galleryCalls,
    ...versionCalls,
    /** Whether the server asks for a token. */
    session: () => json<{ readonly token: boolean }>('GET', '/api/session'),

    catalogue: () => json<Catalogue>('GET', '/api/catalogue'),
    models: () => json<Models>('GET', '/api/models'),
    templates: () => json<readonly Template[]>('GET', '/api/templates'),

    workflows: () => json<readonly SavedWorkflow[]>('GET', '/api/workflows'),
    workflow: (name: string) =>
      json<{ readonly workflow: Workflow; readonly digest: string }>('GET', `/api/workflows/${at(name)}`),
    deleteWorkflow: (name: string) => send('DELETE', `/api/workflows/${at(name)}`),

    ownNodes: () => json<readonly OwnNode[]>('GET', '/api/own-nodes'),
    saveOwnNode: (name: string, workflow: Workflow) => send('PUT', `/api/own-nodes/${at(name)}`, { workflow }),
    deleteOwnNode: (name: string) => send('DELETE', `/api/own-nodes/${at(name)}`),

    documents: () => json<readonly DocumentInfo[]>('GET', '/api/documents'),
    document: (id: string) => json<OpenDocument>('GET', `/api/documents/${at(id)}`),
    /** Opens a saved workflow, or the document that has it open already; or a workflow as a new document. */
    openDocument: (from: { readonly file: string } | { readonly workflow: Workflow }) =>
      json<OpenDocument>('POST', '/api/documents', from),
    /**
     * Saves a document into a workflow file. Default name: the file it was opened from or saved to.
     * @throws ApiError 409 `conflict` when the file changed since then and `overwrite` is not set; 409 `exists` when
     * another file has the name.
     */
    saveDocument: (
      id: string,
      options: { readonly name?: string | undefined; readonly overwrite?: boolean | undefined },
    ) => json<DocumentInfo>('POST', `/api/documents/${at(id)}/save`, options),
    closeDocument: (id: string) => send('DELETE', `/api/documents/${at(id)}`),

    forecast: (workflow: Workflow, targets?: readonly string[]) =>
      json<ForecastResult>('POST', '/api/forecast', { workflow, ...(targets ? { targets } : {}) }),
    /** @throws ApiError 422 `invalid-workflow` with all issues when the workflow cannot run. */
    run: (run: RunRequest) => json<RunInfo>('POST', '/api/runs', run),
    runs: (query: RunQuery = {}) => {
      const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
      return json<readonly RunInfo[]>('GET', `/api/runs?${search.toString()}`);
    },
    runDetail: (id: string) => json<RunDetail>('GET', `/api/runs/${at(id)}`),
    cancelRun: (id: string) => json<RunInfo>('POST', `/api/runs/${at(id)}/cancel`, {}),
    /** Removes a finished run from the history. */
    deleteRun: (id: string) => send('DELETE', `/api/runs/${at(id)}`),
    /** @param order ids of waiting runs, the next first. Runs that are not named come after them. */
    orderQueue: (order: readonly string[]) => send('PUT', '/api/queue', { order }),
    /** Queues a run again that failed, under its own id. */
    runAgain: (id: string) => json<RunInfo>('POST', `/api/runs/${at(id)}/again`, {}),
    /** @throws ApiError 403 as `serverSettings`. */
    setQueueMode: (mode: QueueMode) => json<QueueState>('PUT', '/api/queue/mode', { mode }),
    /** Cancels all waiting runs. */
    clearQueue: () => send('DELETE', '/api/queue'),

    inputs: () => json<readonly PictureFile[]>('GET', '/api/inputs'),
    /** Uploads a picture for workflows to load. It gets a new name when another picture has its name. */
    uploadInput: (file: Blob, name: string) => json<PictureFile>('POST', '/api/inputs', fileForm('image', file, name)),
    /** Makes a picture of a run one for workflows to load. */
    useAsInput: (folder: PictureFile['folder'], name: string) =>
      json<PictureFile>('POST', '/api/inputs/copy', { folder, name }),

    /**
     * The workflow in a JSON text or a picture, brought up to date.
     * @throws ApiError 422 saying what is wrong with it.
     */
    readWorkflow: (file: Blob, name: string) =>
      json<{ readonly workflow: Workflow; readonly issues?: readonly ImportIssue[] }>(
        'POST',
        '/api/read',
        fileForm('file', file, name),
      ),
    /** A PNG that carries the workflow: the picture of a run, or without one a drawing of the graph. */
    sharePicture: async (workflow: Workflow, picture?: Pick<PictureFile, 'folder' | 'name'>) =>
      (
        await send('POST', '/api/share', {
          workflow,
          ...(picture ? { picture: { folder: picture.folder, name: picture.name } } : {}),
        })
      ).blob(),
    /** The text of a workflow file, formatted. */
    formatWorkflow: async (workflow: Workflow) => (await send('POST', '/api/format', { workflow })).text(),

    /**
     * The text of a file for ComfyUI's editor, or of a prompt for its server, and what is left to do there.
     * @throws ApiError 422 naming each input that has no counterpart there.
     */
    exportComfyui: (workflow: Workflow, form: 'file' | 'prompt') =>
      json<{ readonly file: string; readonly issues: readonly ImportIssue[] }>('POST', '/api/export', {
        workflow,
        form,
      }),

    /** Counts the tokens of a prompt by the tokenizer of a checkpoint. */
    countTokens: (checkpoint: string, text: string) =>
      json<{ readonly tokens: number }>('POST', '/api/tokens', { checkpoint, text }),

    /** @throws ApiError 403 for another machine than the server's, where the server has no token. */
    serverSettings: () => json<SettingsView>('GET', '/api/server/settings'),
    /** @throws ApiError 422 with an issue for each value that cannot be used; its `input` names the setting. */
    changeServerSettings: (change: SettingsChange) => json<SettingsView>('PUT', '/api/server/settings', change),

    /** @throws ApiError as `serverSettings`. */
    log: () => json<readonly LogEntry[]>('GET', '/api/log'),
    workers: () => json<FleetInfo>('GET', '/api/workers'),
    /** Takes models out of memory, once none works. */
    unloadModels: () => send('POST', '/api/models/unload', {}),
    status: () => json<ServerStatus>('GET', '/api/status'),

    cache: () =>
      json<{ readonly entries: number; readonly bytes: number; readonly limit: number }>('GET', '/api/cache'),
    clearCache: () => send('DELETE', '/api/cache'),
  };
}
