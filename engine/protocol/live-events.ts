/** Events that the server sends to every client over the live connection. */
import type { RunEventBody } from '../run/events.ts';
import type { Patch } from '../workflow/patch/index.ts';
import type { Activities } from './activity.ts';
import type { DocumentInfo } from './documents.ts';
import type { QueueMode } from './operator/queue.ts';
import type { RunInfo } from './runs.ts';

/** A change of a run, as a worker reports it. */
export type RunLiveEvent =
  /** The present state of a run that was queued, moved, started or ended, or that produced a file. */
  | { readonly type: 'run'; readonly run: RunInfo }
  /** An event of the engine, without the pixels of previews: these are sent as binary frames. */
  | {
      readonly type: 'run-event';
      readonly run: string;
      readonly document?: string | undefined;
      readonly event: RunEventBody;
    };

/** An event before it has a number. */
export type LiveEventBody =
  | RunLiveEvent
  | { readonly type: 'run-removed'; readonly run: string; readonly document?: string | undefined }
  | { readonly type: 'document-opened'; readonly document: DocumentInfo }
  | {
      readonly type: 'document-edited';
      readonly document: string;
      readonly revision: number;
      readonly edit: string;
      readonly patch: Patch;
    }
  /** The document was saved, renamed, or bound to another file. */
  | { readonly type: 'document-saved'; readonly document: DocumentInfo }
  | { readonly type: 'document-closed'; readonly document: string }
  /** A list changed: clients that show it fetch it again. */
  | { readonly type: 'changed'; readonly what: 'workflows' | 'own-nodes' | 'inputs' | 'models' | 'cache' | 'gallery' }
  /** The queue was paused or opened, or begins to drain. */
  | { readonly type: 'queue-mode'; readonly mode: QueueMode }
  /** The server was restarted; `resumed` holds the ids of the runs it resumes. */
  | { readonly type: 'server-started'; readonly resumed: readonly string[] };

/** An event with its number. Numbers have no gaps, and go on when the server is restarted. */
export type LiveEvent = LiveEventBody & {
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
};

/** The present state, for a client that is new or missed too many events. */
export interface Snapshot {
  /** Running runs, then waiting runs in the order they will start, then finished ones, the latest first. */
  readonly runs: readonly RunInfo[];
  /** Absent: `open`. */
  readonly queueMode?: QueueMode | undefined;
  readonly documents: readonly DocumentInfo[];
  /** Nodes of the latest run of each document, by document id. */
  readonly activity: Readonly<Record<string, { readonly run: string; readonly nodes: Activities }>>;
}
