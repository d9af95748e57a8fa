/**
 * The live connection: events in their order, each exactly once, over lost connections too. A client that was away
 * names the last event it knows and gets those after it, or, when those are too many, how things stand.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import {
  type ClientMessage,
  LIVE_PATH,
  type LiveEvent,
  type PreviewHeader,
  PROTOCOL_VERSION,
  readPreviewFrame,
  type ServerMessage,
  type Snapshot,
} from '../../engine/protocol/index.ts';
import type { ConnectionState } from '../editor-context.ts';
import { withToken } from './address.ts';

/** The part of a WebSocket that is used; tests give their own. */
export interface Socket {
  binaryType: string;
  addEventListener(type: 'message', listener: (message: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close' | 'error', listener: () => void): void;
  send(text: string): void;
  close(): void;
}

export interface LiveHandlers {
  /** The connection stands and edits can be sent. With `snapshot` everything known before is void. */
  welcome(snapshot: Snapshot | undefined): void;
  event(event: LiveEvent): void;
  preview(header: PreviewHeader, picture: Uint8Array<ArrayBuffer>): void;
  refused(answer: Extract<ServerMessage, { readonly type: 'edit-refused' }>): void;
  known(answer: Extract<ServerMessage, { readonly type: 'edit-known' }>): void;
  /** The server speaks another version: only a reload of the page helps. */
  outdated(): void;
}

export interface LiveOptions {
  readonly handlers: LiveHandlers;
  readonly token?: string | undefined;
  /** Default: a WebSocket of the page's own server. */
  readonly connect?: (path: string) => Socket;
}

export interface Live {
  readonly state: ReadonlySignal<ConnectionState>;
  /** @returns false when there is no connection; nothing is kept here. */
  send(message: ClientMessage): boolean;
  /** Tries at once instead of after the pause. */
  retry(): void;
  close(): void;
}

/** Without any message for so long the connection is dead; milliseconds. */
const SILENCE = 15_000;
/** Between tries: doubled with each, up to the last; milliseconds. */
const PAUSE = { first: 500, last: 10_000 };

export function createLive({ handlers, token, connect = pageSocket }: LiveOptions): Live {
  const state = signal<ConnectionState>('connecting');
  let socket: Socket | undefined;
  let last: number | undefined;
  let greeted = false;
  let closed = false;
  let pause = PAUSE.first;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    clearTimeout(again);
    const query = new URLSearchParams({
      ...(last === undefined ? {} : { since: String(last) }),
      ...(token === undefined ? {} : { token }),
    });
    const own = connect(query.size === 0 ? LIVE_PATH : `${LIVE_PATH}?${query.toString()}`);
    socket = own;
    greeted = false;
    own.binaryType = 'arraybuffer';
    own.addEventListener('message', ({ data }) => {
      if (socket !== own) return;
      listen();
      if (data instanceof ArrayBuffer) {
        const { header, picture } = readPreviewFrame(data);
        handlers.preview(header, picture);
      } else receive(JSON.parse(String(data), withToken(token)) as ServerMessage);
    });
    const lost = (): void => {
      if (socket === own) lose();
    };
    own.addEventListener('close', lost);
    own.addEventListener('error', lost);
    listen();
  };

  const listen = (): void => {
    clearTimeout(silence);
    silence = setTimeout(lose, SILENCE);
  };

  /** Gives the socket up and tries again later. */
  const lose = (): void => {
    const own = socket;
    socket = undefined;
    own?.close();
    clearTimeout(silence);
    clearTimeout(again);
    if (closed) return;
    state.value = 'lost';
    // Spread, so that all tabs of a server that comes back do not come at once.
    again = setTimeout(open, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, PAUSE.last);
  };

  const receive = (message: ServerMessage): void => {
    if (message.type === 'welcome') return welcome(message);
    if (!greeted) return;
    if (message.type === 'heartbeat') {
      if (last !== undefined && message.sequence > last) lose();
    } else if (message.type === 'edit-refused') handlers.refused(message);
    else if (message.type === 'edit-known') handlers.known(message);
    else if (last === undefined || message.sequence === last + 1) {
      last = message.sequence;
      handlers.event(message);
    } else if (message.sequence > last) lose();
  };

  const welcome = ({ protocol, snapshot, sequence }: Extract<ServerMessage, { readonly type: 'welcome' }>): void => {
    if (protocol !== PROTOCOL_VERSION) {
      closed = true;
      lose();
      return handlers.outdated();
    }
    if (snapshot) last = sequence;
    greeted = true;
    pause = PAUSE.first;
    state.value = 'open';
    handlers.welcome(snapshot);
  };

  open();
  return {
    state,
    send(message) {
      if (!socket || !greeted) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    retry() {
      if (!socket && !closed) open();
    },
    close() {
      closed = true;
      lose();
    },
  };
}

function pageSocket(path: string): Socket {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url);
}
