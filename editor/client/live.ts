/**
 * The live connection: events in their order, each exactly once, also over lost connections. A client that was away
 * names the last event it has and gets the later ones or, when those are too many, a snapshot.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import {
  type ClientMessage,
  LIVE_PATH,
  type LiveEvent,
  type FleetInfo,
  type LogEntry,
  type PreviewHeader,
  PROTOCOL_VERSION,
  readPreviewFrame,
  type Restoration,
  type ServerMessage,
  type Snapshot,
} from '../../engine/protocol/index.ts';
import type { ConnectionState } from '../editor-context.ts';

/** The part of a WebSocket that is used. Tests bring their own. */
export interface Socket {
  binaryType: string;
  addEventListener(type: 'message', listener: (message: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close' | 'error', listener: () => void): void;
  send(text: string): void;
  close(): void;
}

type Welcome = Extract<ServerMessage, { readonly type: 'welcome' }>;

export interface LiveHandlers {
  /** The connection stands and edits can be sent. A snapshot replaces everything known before. */
  welcome(snapshot: Snapshot | undefined, restored: Restoration | undefined): void;
  event(event: LiveEvent): void;
  preview(header: PreviewHeader, picture: Uint8Array<ArrayBuffer>): void;
  refused(answer: Extract<ServerMessage, { readonly type: 'edit-refused' }>): void;
  log(entry: LogEntry): void;
  /** The workers of the fleet changed; default: nobody is told. */
  workers?(fleet: FleetInfo): void;
  known(answer: Extract<ServerMessage, { readonly type: 'edit-known' }>): void;
  /** The server speaks another version of the protocol. Only reloading the page helps. */
  outdated(): void;
}

export interface LiveOptions {
  readonly handlers: LiveHandlers;
  /** Opens a connection. Default: a WebSocket to the server of the page. */
  readonly connect?: (path: string) => Socket;
}

export interface Live {
  readonly state: ReadonlySignal<ConnectionState>;
  /** @returns false when there is no connection; the message is then dropped. */
  send(message: ClientMessage): boolean;
  /** Connects at once instead of after the pause. */
  retry(): void;
  close(): void;
}

/** Milliseconds without any message after which the connection counts as lost. */
const SILENCE = 15_000;
/** Milliseconds between attempts to connect: doubled after each, up to the last. */
const PAUSE = { first: 500, last: 10_000 } as const;

export function createLive({ handlers, connect = pageSocket }: LiveOptions): Live {
  const state = signal<ConnectionState>('connecting');
  let socket: Socket | undefined;
  /** Sequence number of the last event; undefined before the first snapshot. */
  let last: number | undefined;
  let isGreeted = false;
  let isClosed = false;
  let pause: number = PAUSE.first;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let nextTry: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    clearTimeout(nextTry);
    const own = connect(pathOf(last));
    socket = own;
    isGreeted = false;
    own.binaryType = 'arraybuffer';
    own.addEventListener('message', ({ data }) => {
      if (socket !== own) return;
      awaitMessage();
      receive(data);
    });
    const onEnd = (): void => {
      if (socket === own) lose();
    };
    own.addEventListener('close', onEnd);
    own.addEventListener('error', onEnd);
    awaitMessage();
  };

  const awaitMessage = (): void => {
    clearTimeout(silence);
    silence = setTimeout(lose, SILENCE);
  };

  /** Drops the connection and connects again after a pause. */
  const lose = (): void => {
    const own = socket;
    socket = undefined;
    own?.close();
    clearTimeout(silence);
    clearTimeout(nextTry);
    if (isClosed) return;
    state.value = 'lost';
    // Spread by a quarter, so that the tabs of a server that restarts do not all connect at once.
    nextTry = setTimeout(open, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, PAUSE.last);
  };

  const receive = (data: unknown): void => {
    if (data instanceof ArrayBuffer) {
      const { header, picture } = readPreviewFrame(data);
      handlers.preview(header, picture);
      return;
    }
    const message = JSON.parse(String(data)) as ServerMessage;
    if (message.type === 'welcome') welcome(message);
    else if (isGreeted) take(message);
  };

  const take = (message: Exclude<ServerMessage, { readonly type: 'welcome' }>): void => {
    switch (message.type) {
      case 'heartbeat':
        // The server sent events that did not arrive.
        if (last !== undefined && message.sequence > last) lose();
        return;
      case 'edit-refused':
        return handlers.refused(message);
      case 'log':
        return handlers.log(message.entry);
      case 'workers':
        return handlers.workers?.(message.fleet);
      case 'edit-known':
        return handlers.known(message);
      default:
        takeEvent(message);
    }
  };

  /** Handles the next event, ignores one it has, and connects again when one is missing. */
  const takeEvent = (event: LiveEvent): void => {
    const isNext = last === undefined || event.sequence === last + 1;
    if (isNext) {
      last = event.sequence;
      handlers.event(event);
    } else if (last !== undefined && event.sequence > last) lose();
  };

  const welcome = ({ protocol, snapshot, sequence, restored }: Welcome): void => {
    if (protocol !== PROTOCOL_VERSION) {
      isClosed = true;
      lose();
      handlers.outdated();
      return;
    }
    if (snapshot) last = sequence;
    isGreeted = true;
    pause = PAUSE.first;
    state.value = 'open';
    handlers.welcome(snapshot, restored);
  };

  open();
  return {
    state,
    send(message) {
      if (!socket || !isGreeted) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    retry() {
      if (!socket && !isClosed) open();
    },
    close() {
      isClosed = true;
      lose();
    },
  };
}

/** @param since sequence number of the last event the client has. */
function pathOf(since: number | undefined): string {
  return since === undefined ? LIVE_PATH : `${LIVE_PATH}?since=${since}`;
}

function pageSocket(path: string): Socket {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url);
}
