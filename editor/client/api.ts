/** The HTTP interface of the server, as functions. */
import type {
  Catalogue,
  DocumentInfo,
  ErrorBody,
  ForecastResult,
  Issue,
  Models,
  OpenDocument,
  PictureFile,
  RunDetail,
  RunInfo,
  RunRequest,
  SavedWorkflow,
  Template,
  Workflow,
} from '../../engine/protocol/index.ts';

import { withToken } from './address.ts';

/** An answer that is no success, or none at all (`offline`). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  readonly issues: readonly Issue[];

  constructor(status: number, { code, message, issues = [] }: ErrorBody['error']) {
    super(message);
    this.status = status;
    this.code = code;
    this.issues = issues;
  }
}

export type Api = ReturnType<typeof createApi>;

function upload(field: string, file: Blob, name: string): FormData {
  const form = new FormData();
  form.set(field, file, name);
  return form;
}

/**
 * Every function throws an {@link ApiError} for an answer that is no success.
 * @param token for a server that asks for one.
 */
export function createApi(token?: string) {
  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const isJson = body !== undefined && !(body instanceof FormData);
    const response = await fetch(path, {
      method,
      headers: {
        ...headers,
        ...(isJson ? { 'content-type': 'application/json' } : {}),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
    }).catch((cause: unknown) => {
      throw Object.assign(new ApiError(0, { code: 'offline', message: 'The server cannot be reached.' }), { cause });
    });
    if (response.ok) return response;
    const answer = (await response.json().catch(() => undefined)) as ErrorBody | undefined;
    throw new ApiError(
      response.status,
      answer?.error ?? { code: 'unknown', message: `${response.status} ${response.statusText}` },
    );
  }

  const json = async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<T> => JSON.parse(await (await send(method, path, body, headers)).text(), withToken(token)) as T;
  const at = encodeURIComponent;

  return {
    /** Whether requests carry a token. */
    hasToken: token !== undefined,

    catalogue: () => json<Catalogue>('GET', '/api/catalogue'),
    models: () => json<Models>('GET', '/api/models'),
    templates: () => json<readonly Template[]>('GET', '/api/templates'),

    workflows: () => json<readonly SavedWorkflow[]>('GET', '/api/workflows'),
    workflow: (name: string) =>
      json<{ readonly workflow: Workflow; readonly digest: string }>('GET', `/api/workflows/${at(name)}`),
    deleteWorkflow: (name: string) => send('DELETE', `/api/workflows/${at(name)}`),

    documents: () => json<readonly DocumentInfo[]>('GET', '/api/documents'),
    document: (id: string) => json<OpenDocument>('GET', `/api/documents/${at(id)}`),
    /**
     * A new document: of a saved workflow (`file`; the document that has it open already, if there is one), or of what
     * is given.
     */
    openDocument: (from: { readonly file: string } | { readonly workflow: Workflow }) =>
      json<OpenDocument>('POST', '/api/documents', from),
    /**
     * Saves a document into a workflow file; without name into the one it has.
     * @throws ApiError 409 `conflict` when the file changed since the document was opened or saved, and `overwrite` is
     * not set; 409 `exists` when it would take another file's name.
     */
    saveDocument: (
      id: string,
      options: { readonly name?: string | undefined; readonly overwrite?: boolean | undefined },
    ) => json<DocumentInfo>('POST', `/api/documents/${at(id)}/save`, options),
    closeDocument: (id: string) => send('DELETE', `/api/documents/${at(id)}`),

    forecast: (workflow: Workflow, targets?: readonly string[]) =>
      json<ForecastResult>('POST', '/api/forecast', { workflow, ...(targets ? { targets } : {}) }),
    /** @throws ApiError 422 `invalid-workflow` with every issue when it cannot run. */
    run: (request: RunRequest) => json<RunInfo>('POST', '/api/runs', request),
    runs: (query: { readonly limit?: number; readonly before?: number; readonly document?: string } = {}) =>
      json<readonly RunInfo[]>(
        'GET',
        `/api/runs?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString()}`,
      ),
    runDetail: (id: string) => json<RunDetail>('GET', `/api/runs/${at(id)}`),
    cancelRun: (id: string) => json<RunInfo>('POST', `/api/runs/${at(id)}/cancel`, {}),
    /** Takes a finished run out of the history. */
    deleteRun: (id: string) => send('DELETE', `/api/runs/${at(id)}`),
    /** @param order ids of waiting runs, the next first; those not named stay behind them. */
    orderQueue: (order: readonly string[]) => send('PUT', '/api/queue', { order }),
    /** Cancels everything that waits. */
    clearQueue: () => send('DELETE', '/api/queue'),

    inputs: () => json<readonly PictureFile[]>('GET', '/api/inputs'),
    /** A picture for workflows to load. Of the same name with other bytes it is stored under a new one. */
    uploadInput: (file: Blob, name: string) => json<PictureFile>('POST', '/api/inputs', upload('image', file, name)),
    /** A picture of a run, as one for workflows to load. */
    useAsInput: (folder: PictureFile['folder'], name: string) =>
      json<PictureFile>('POST', '/api/inputs/copy', { folder, name }),

    /**
     * The workflow in a JSON text or a picture, brought up to date.
     * @throws ApiError 422 saying what is wrong with it.
     */
    readWorkflow: (file: Blob, name: string) =>
      json<{ readonly workflow: Workflow }>('POST', '/api/read', upload('file', file, name)),
    /** A PNG that carries the workflow: the picture of a run, or without one a drawing of the graph. */
    sharePicture: async (workflow: Workflow, picture?: Pick<PictureFile, 'folder' | 'name'>) =>
      (
        await send('POST', '/api/share', {
          workflow,
          ...(picture ? { picture: { folder: picture.folder, name: picture.name } } : {}),
        })
      ).blob(),
    /** The tidy text of a workflow file. */
    formatWorkflow: async (workflow: Workflow) => (await send('POST', '/api/format', { workflow })).text(),

    /** Tokens of a prompt, by the tokenizer of a checkpoint. */
    countTokens: (checkpoint: string, text: string) =>
      json<{ readonly tokens: number }>('POST', '/api/tokens', { checkpoint, text }),

    cache: () =>
      json<{ readonly entries: number; readonly bytes: number; readonly limit: number }>('GET', '/api/cache'),
    clearCache: () => send('DELETE', '/api/cache'),
  };
}
