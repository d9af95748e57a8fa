/**
 * What the server and its clients say to each other: the only file the editor shares with the server. Paths and bodies of the
 * HTTP interface are in `/api/openapi.json`; here are their types, and the messages of the WebSocket at {@link LIVE_PATH}.
 */
import type { Forecast, NodeFailure, ResultOrigin, RunEventBody } from '../run/events.ts';
import type { InputDefinition } from '../graph/input.ts';
import type { Patch } from '../workflow/patch.ts';
import type { Workflow } from '../workflow/schema.ts';

export { formatSeconds } from './duration.ts';
export { foldActivity } from './fold-activity.ts';
export {
  applyPatch,
  clashesOf,
  creates,
  invertPatch,
  isCreated,
  pathKey,
  valueAt,
  type Change,
  type Patch,
} from '../workflow/patch.ts';
export { canConnect } from '../graph/socket.ts';
export { NODE_ID, readEach, readLink, type Each, type LinkSource } from '../graph/graph.ts';
export { socketOf, type InputDefinition } from '../graph/input.ts';
export type { Forecast, MissReason, NodeFailure, NodeForecast, RunEventBody } from '../run/events.ts';
export type { Workflow, WorkflowNode } from '../workflow/schema.ts';
export { usedAfter, type UsedNames } from '../workflow/used-names.ts';

/** Version of everything in this file; raised with every change old clients cannot understand. */
export const PROTOCOL_VERSION = 2;
export const LIVE_PATH = '/api/live';

/* Node catalogue: GET /api/catalogue */

export interface CatalogueOutput {
  readonly socket: { readonly name: string };
  readonly title?: string | undefined;
  readonly tooltip?: string | undefined;
}

/** A node definition without its code. */
export interface CatalogueNode {
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly category: string;
  readonly description: string;
  /** A root of the run: it is computed without anybody asking for its outputs. */
  readonly terminal: boolean;
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  readonly outputs: Readonly<Record<string, CatalogueOutput>>;
}

export interface Catalogue {
  readonly nodes: readonly CatalogueNode[];
}

/** GET /api/models */
export interface Models {
  readonly checkpoints: readonly string[];
  readonly controlNets: readonly string[];
}

/* Saved workflows and templates: /api/workflows, /api/templates */

/** A saved workflow in the list: GET /api/workflows */
export interface SavedWorkflow {
  /** File name without `.json`. */
  readonly name: string;
  /** Of the file's bytes, hexadecimal SHA-256; sent back as If-Match when it is saved again. */
  readonly digest: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** GET /api/templates */
export interface Template {
  readonly name: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** Address of a picture of it. */
  readonly picture: string;
  /** The picture is a drawing of the graph, not a result. */
  readonly drawing?: boolean | undefined;
  readonly workflow: Workflow;
}

/* Documents: what is open in the editor, saved or not. They outlive tabs and the server. /api/documents */

export interface DocumentInfo {
  readonly id: string;
  /** Counts the edits. */
  readonly revision: number;
  /** The saved workflow it came from or was saved to. */
  readonly file?: string | undefined;
  /** The digest of that file when they were last the same. */
  readonly base?: string | undefined;
  /** Whether it differs from that file, or was never saved. */
  readonly unsaved: boolean;
  readonly name: string;
  readonly modified: number;
}

/** GET /api/documents/:id */
export interface OpenDocument extends DocumentInfo {
  readonly workflow: Workflow;
  /** Names of what is gone: nothing new gets them. See UsedNames; what goes later, clients see in the edits. */
  readonly used: readonly string[];
}

/* Pictures: uploaded ones and those of runs */

export interface PictureFile {
  /** `input`: a workflow can load it. `output`: a run saved it. `preview`: of a node that shows it and saves nothing. */
  readonly folder: 'input' | 'output' | 'preview';
  readonly name: string;
  /** Address of the bytes; with `?width=N` a smaller WebP. */
  readonly url: string;
  readonly mediaType: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/* Runs: POST /api/runs, GET /api/runs, GET /api/runs/:id */

export interface RunRequest {
  readonly document?: string | undefined;
  readonly workflow: Workflow;
  /** Nodes to compute; default: all terminal ones. */
  readonly targets?: readonly string[] | undefined;
  /** Before everything that waits. */
  readonly front?: boolean | undefined;
}

export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export interface RunFile extends PictureFile {
  /** In the workflow. Saved files come first, then pictures of nodes; the same picture may be both. */
  readonly node: string;
  /** The output of the node. */
  readonly output?: string | undefined;
}

export interface RunInfo {
  readonly id: string;
  /** Counts all runs of this server's store. */
  readonly number: number;
  readonly document?: string | undefined;
  /** Of the workflow. */
  readonly name: string;
  readonly state: RunState;
  /** Only while it waits: orders what waits, the least next. No count, may be negative; the place in the queue is the index among the waiting. */
  readonly position?: number | undefined;
  /** How often it was begun: above 1 after the server was killed under it. */
  readonly attempt: number;
  readonly targets?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly started?: number | undefined;
  readonly ended?: number | undefined;
  readonly files: readonly RunFile[];
  /** Of nodes of the workflow. */
  readonly failures: readonly NodeFailure[];
  /** Part of the work that is done, 0 to 1, while it runs. */
  readonly progress?: number | undefined;
}

/**
 * What a run did with a node; kept with the run. Also of the copies a list makes (`save#2`) and of the nodes inside of a subgraph
 * (`group:inner`), under their own ids; `save` and `group` are what these come to together, `value` of `max` of them settled.
 */
export interface NodeActivity {
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'skipped' | 'cancelled';
  readonly origin?: ResultOrigin | undefined;
  readonly seconds?: number | undefined;
  readonly value?: number | undefined;
  readonly max?: number | undefined;
  readonly message?: string | undefined;
  /** The input the message is about. */
  readonly field?: string | undefined;
  readonly notes?: readonly string[] | undefined;
}

/** GET /api/runs/:id */
export interface RunDetail extends RunInfo {
  readonly workflow: Workflow;
  readonly nodes: Readonly<Record<string, NodeActivity>>;
}

/** A problem of a graph, for people. */
export interface Issue {
  readonly code: string;
  /** In the workflow, the instance for one inside of a subgraph; empty when it is about the whole. */
  readonly node: string;
  readonly input?: string | undefined;
  readonly message: string;
}

/** POST /api/forecast */
export interface ForecastResult {
  readonly issues: readonly Issue[];
  /** Of the nodes of the workflow: what becomes of a node's copies, or of a subgraph, is one. Absent when the graph cannot run. */
  readonly forecast?: Forecast | undefined;
}

/** Every answer that is no success. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly issues?: readonly Issue[] | undefined };
}

/* The WebSocket */

/** What happens, to everybody. Numbered without gaps by `sequence`, over restarts of the server too. */
export type LiveEventBody =
  /** A run was queued, moved, began, ended, got a file: as it is now. */
  | { readonly type: 'run'; readonly run: RunInfo }
  | { readonly type: 'run-removed'; readonly run: string; readonly document?: string | undefined }
  /** What the engine says of a running run; pixels of previews go as binary frames. */
  | {
      readonly type: 'run-event';
      readonly run: string;
      readonly document?: string | undefined;
      readonly event: RunEventBody;
    }
  | { readonly type: 'document-opened'; readonly document: DocumentInfo }
  | {
      readonly type: 'document-edited';
      readonly document: string;
      readonly revision: number;
      readonly edit: string;
      readonly patch: Patch;
    }
  /** It was saved, renamed or given another file. */
  | { readonly type: 'document-saved'; readonly document: DocumentInfo }
  | { readonly type: 'document-closed'; readonly document: string }
  /** Lists changed: whoever shows them asks anew. */
  | { readonly type: 'changed'; readonly what: 'workflows' | 'inputs' | 'models' | 'cache' }
  /** The server was restarted; `resumed` are the runs it goes on with. */
  | { readonly type: 'server-started'; readonly resumed: readonly string[] };

export type LiveEvent = LiveEventBody & { readonly sequence: number; readonly time: number };

/** How things stand, for a client that knows nothing or was away too long. */
export interface Snapshot {
  /** Running and waiting runs, the first first, then the latest finished ones. */
  readonly runs: readonly RunInfo[];
  readonly documents: readonly DocumentInfo[];
  /** Nodes of the latest run of each document, by document id. */
  readonly activity: Readonly<
    Record<string, { readonly run: string; readonly nodes: Readonly<Record<string, NodeActivity>> }>
  >;
}

export type ServerMessage =
  /** The first message. With `snapshot` the client starts over, without it all events after the one it named follow. */
  | {
      readonly type: 'welcome';
      readonly protocol: number;
      readonly version: string;
      readonly sequence: number;
      readonly snapshot?: Snapshot | undefined;
    }
  | LiveEvent
  /** Nothing happened for a while. Without any message for 15 s the connection is dead. */
  | { readonly type: 'heartbeat'; readonly sequence: number }
  /**
   * An edit that cannot be made; the client takes it back. With the code `exists`, because something has or had the names of what
   * it makes anew, at `paths`: the client gives it free names, there and in its later edits, and sends it again.
   */
  | {
      readonly type: 'edit-refused';
      readonly document: string;
      readonly edit: string;
      readonly message: string;
      readonly code?: 'exists' | undefined;
      readonly paths?: readonly (readonly string[])[] | undefined;
    }
  /** An edit that was sent again and had been made before, with this patch: it is in the document already. */
  | {
      readonly type: 'edit-known';
      readonly document: string;
      readonly edit: string;
      readonly patch?: Patch | undefined;
    };

/** The address is `/api/live`, after a first connection with `?since=SEQUENCE`. */
export type ClientMessage =
  /**
   * `edit` is an id of the client's choice; the same id twice is one edit, as it was made first, and the id of one that was refused
   * is free. Behind an edit that creates something (see Change) the client sends no more edits of the document until it is answered,
   * by `document-edited`, `edit-known` or `edit-refused`: until then it does not know under which names it was made, and what
   * follows could change things of others. Names may differ from those it sent last, when an earlier try of the edit came through.
   */
  { readonly type: 'edit'; readonly document: string; readonly edit: string; readonly patch: Patch };

/**
 * Binary frames are previews: 4 bytes with the length of the header (unsigned, big-endian), the header as JSON, and the picture.
 * They are not numbered and not repeated; a client that reads too slowly misses them.
 */
export interface PreviewHeader {
  readonly run: string;
  readonly document?: string | undefined;
  /** In the workflow: never a child of an expansion. */
  readonly node: string;
  readonly value: number;
  readonly max: number;
  readonly mediaType: string;
}

/** Splits a binary frame. @throws RangeError for a frame that is none. */
export function readPreviewFrame(frame: ArrayBuffer): {
  readonly header: PreviewHeader;
  readonly picture: Uint8Array<ArrayBuffer>;
} {
  const length = new DataView(frame).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 4, length))) as PreviewHeader;
  return { header, picture: new Uint8Array(frame, 4 + length) };
}
