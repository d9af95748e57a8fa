/** Text messages of the live connection. Its path is LIVE_PATH; a client that reconnects adds `?since=SEQUENCE`. */
import type { Patch } from '../workflow/patch/index.ts';
import type { LiveEvent, Snapshot } from './live-events.ts';
import type { LogEntry } from './operator/log.ts';
import type { FleetInfo } from './operator/workers.ts';

/** The outcome for a damaged database. */
export interface Restoration {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** A few sentences for the user. */
  readonly message: string;
}

export type ServerMessage =
  /**
   * Always the first message. With `snapshot`, the client starts over from it. Without, all events that follow the one
   * the client named are sent next.
   */
  | {
      readonly type: 'welcome';
      readonly protocol: number;
      readonly version: string;
      readonly sequence: number;
      readonly snapshot?: Snapshot | undefined;
      /** The server found its database damaged, and restored it. */
      readonly restored?: Restoration | undefined;
    }
  | LiveEvent
  /** A new entry of the server's log. It has no number among the events: a client that missed some asks for all. */
  | { readonly type: 'log'; readonly entry: LogEntry }
  /**
   * The workers of the fleet, all of them: sent after they changed, at most twice a second. It has no number among the
   * events: a client asks for GET /api/workers when it connects.
   */
  | { readonly type: 'workers'; readonly fleet: FleetInfo }
  /** Sent at intervals. A connection that carries no message for 15 s is dead. */
  | { readonly type: 'heartbeat'; readonly sequence: number }
  /**
   * The server cannot make an edit, and the client takes it back. Code `exists`: the edit creates items at `paths`
   * under names that are or were taken. The client then picks free names for them, renames them in its later edits as
   * well, and sends the edit again.
   */
  | {
      readonly type: 'edit-refused';
      readonly document: string;
      readonly edit: string;
      readonly message: string;
      readonly code?: 'exists' | undefined;
      readonly paths?: readonly (readonly string[])[] | undefined;
    }
  /** The edit was already made, with this patch: the document contains it. */
  | {
      readonly type: 'edit-known';
      readonly document: string;
      readonly edit: string;
      readonly patch?: Patch | undefined;
    };

/**
 * An edit of a document. The client chooses the id `edit`. An id that was accepted stands for the edit first made with
 * it; the id of a refused edit can be used again.
 *
 * After an edit that creates items (see Change) the client waits for its answer before it sends another edit of the
 * same document. The answer is `document-edited`, `edit-known` or `edit-refused`. Until then the client does not know
 * the names of the new items, and a later edit could change items of other clients. The names can differ from those
 * sent last if an earlier attempt of the same edit had reached the server.
 */
export interface ClientMessage {
  readonly type: 'edit';
  readonly document: string;
  readonly edit: string;
  readonly patch: Patch;
}
