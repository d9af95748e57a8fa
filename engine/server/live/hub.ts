/**
 * The live hub: numbers what happens, keeps it, and sends it to every client in order. An event is on disk before anybody sees it,
 * so its number means the same after a crash; what is published within a transaction is kept or undone with it.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Database } from '../../jobs/sqlite/database.ts';
import { EventLog } from '../../jobs/sqlite/event-log.ts';
import { EditRefused } from '../documents/documents.ts';
import {
  type ClientMessage,
  type LiveEvent,
  type LiveEventBody,
  type Patch,
  type PreviewHeader,
  PROTOCOL_VERSION,
  type ServerMessage,
  type Snapshot,
  writePreviewFrame,
} from '../../protocol/index.ts';
import { Connection, type ConnectionLimits } from './connection.ts';
import { readClientMessage } from './client-message.ts';

export interface LiveLimits extends ConnectionLimits {
  readonly sockets: number;
  /** Bytes of a message from a client. */
  readonly messageBytes: number;
  /** Events that are sent again to a client that was away; above, it is told how things stand instead. */
  readonly replayed: number;
  /** The same in characters of JSON. */
  readonly replayedLength: number;
  /** Events that are kept. */
  readonly kept: number;
  /** Characters of the JSON of the events that are kept. */
  readonly keptLength: number;
  /** Milliseconds between heartbeats. */
  readonly heartbeat: number;
  /** Milliseconds between pings; a client that did not answer the last one is gone. */
  readonly ping: number;
  /** Milliseconds that events of a run wait for more of them. */
  readonly batch: number;
}

export const LIVE_LIMITS: LiveLimits = {
  sockets: 200,
  messageBytes: 8 * 2 ** 20,
  replayed: 5000,
  replayedLength: 8 * 2 ** 20,
  kept: 20_000,
  keptLength: 2 ** 27,
  heartbeat: 5000,
  ping: 20_000,
  batch: 50,
  previewBytes: 2 ** 20,
  waitingBytes: 32 * 2 ** 20,
};

export interface LiveHubOptions {
  readonly database: Database;
  readonly version: string;
  /** How things stand, for a client that begins. */
  readonly snapshot: () => Snapshot;
  /** See Documents. @throws EditRefused */
  readonly applyEdit: (document: string, edit: string, patch: Patch) => unknown;
  /** The patch an edit was made with. */
  readonly madeEdit?: (document: string, edit: string) => Patch | undefined;
  readonly say?: (message: string) => void;
  readonly limits?: Partial<LiveLimits>;
}

export interface PublishOptions {
  /** It may wait a moment for more of its kind; default for what the engine says of a run. */
  readonly later?: boolean;
}

export interface LiveHub {
  /** Numbers an event, keeps it and sends it to everybody. */
  publish(event: LiveEventBody, options?: PublishOptions): void;
  /** Sends a preview to everybody who can take it, and to whoever comes while it is the last of its node. */
  preview(header: PreviewHeader, picture: Uint8Array): void;
  /** Forgets the previews of a run, or of one of its nodes. */
  forgetPreviews(run: string, node?: string): void;
  /** Takes over a connection whose request passed the security checks and asks for LIVE_PATH. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Keeps what waits, and closes every connection. */
  close(): Promise<void>;
}

/** Close codes: going away; not a message of the protocol; something went wrong here (RFC 6455 7.4.1). */
const [GOING_AWAY, NO_MESSAGE, INTERNAL] = [1001, 1008, 1011];

export function createLiveHub(options: LiveHubOptions): LiveHub {
  const { database, version, snapshot, applyEdit, madeEdit, say = () => {} } = options;
  const limits = { ...LIVE_LIMITS, ...options.limits };
  const log = new EventLog(database, { keep: limits.kept, keepLength: limits.keptLength, onProblem: say });
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: limits.messageBytes });
  const clients = new Set<Connection>();
  const previews = new Map<string, Uint8Array>();
  const waiting: LiveEventBody[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Number of the last event that was sent. */
  let sent = log.last;
  let closed = false;
  let upgrading = 0;
  /** Edits that were told of while one is being made. */
  let told = new Set<string>();

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const time = Date.now();
    const events = log.append(
      waiting.splice(0).map((body) => (sequence) => JSON.stringify({ ...body, sequence, time } satisfies LiveEvent)),
    );
    database.afterCommit(() => {
      for (const { json, sequence } of events) {
        sent = sequence;
        for (const client of clients) client.text(json);
      }
    });
  };

  const greet = (client: Connection, request: IncomingMessage): void => {
    flush();
    const since = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('since') ?? Number.NaN);
    const events = Number.isSafeInteger(since) ? log.since(since, limits.replayed) : undefined;
    const missed =
      events && events.reduce((sum, { json }) => sum + json.length, 0) <= limits.replayedLength ? events : undefined;
    const welcome: ServerMessage = {
      type: 'welcome',
      protocol: PROTOCOL_VERSION,
      version,
      sequence: sent,
      ...(missed ? {} : { snapshot: snapshot() }),
    };
    client.texts([JSON.stringify(welcome), ...(missed ?? []).map(({ json }) => json)]);
    for (const frame of previews.values()) client.preview(frame);
  };

  const edit = (client: Connection, { document, edit: id, patch }: ClientMessage): void => {
    told = new Set();
    try {
      applyEdit(document, id, patch);
      if (!told.has(id)) client.message({ type: 'edit-known', document, edit: id, patch: madeEdit?.(document, id) });
    } catch (error) {
      if (!(error instanceof EditRefused)) say(`An edit failed: ${(error as Error).stack ?? String(error)}`);
      const answer = { type: 'edit-refused', document, edit: id } as const;
      if (error instanceof EditRefused)
        client.message({
          ...answer,
          message: error.message,
          ...(error.clashes && { code: 'exists', paths: error.clashes }),
        });
      else client.message({ ...answer, message: 'The server could not make the change.' });
    }
  };

  const attach = (socket: WebSocket, request: IncomingMessage): void => {
    const client = new Connection(socket, limits);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => clients.delete(client));
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? undefined : readClientMessage((data as Buffer).toString('utf8'));
      if (message) edit(client, message);
      else client.close(NO_MESSAGE, 'not a message of the protocol');
    });
    try {
      greet(client, request);
      clients.add(client);
    } catch (error) {
      say(`A client could not be welcomed: ${(error as Error).message}`);
      client.close(INTERNAL, 'try again');
    }
  };

  const heartbeat = setInterval(() => {
    flush();
    for (const client of clients) client.message({ type: 'heartbeat', sequence: sent });
  }, limits.heartbeat).unref();
  const ping = setInterval(() => {
    for (const client of clients) client.ping();
  }, limits.ping).unref();

  return {
    publish(event, { later = event.type === 'run-event' } = {}) {
      if (event.type === 'document-edited') told.add(event.edit);
      waiting.push(event);
      if (later && waiting.length < limits.replayed) timer ??= setTimeout(flush, limits.batch).unref();
      else flush();
    },
    preview(header, picture) {
      const frame = writePreviewFrame(header, picture);
      previews.set(`${header.run}\n${header.node}`, frame);
      for (const client of clients) client.preview(frame);
    },
    forgetPreviews(run, node) {
      for (const key of previews.keys())
        if (node === undefined ? key.startsWith(`${run}\n`) : key === `${run}\n${node}`) previews.delete(key);
    },
    handleUpgrade(request, socket, head) {
      if (closed || clients.size + upgrading >= limits.sockets) {
        socket.end(
          'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 10\r\n\r\n',
        );
        return;
      }
      upgrading += 1;
      const done = (): void => void (upgrading -= 1);
      // A handshake that is refused never gives a WebSocket, but always ends its connection.
      socket.once('close', done);
      server.handleUpgrade(request, socket, head, (websocket) => {
        socket.off('close', done);
        done();
        attach(websocket, request);
      });
    },
    async close() {
      closed = true;
      clearInterval(heartbeat);
      clearInterval(ping);
      flush();
      for (const client of clients) client.close(GOING_AWAY, 'the server stops');
      const cut = setTimeout(() => clients.forEach((client) => client.terminate()), 500);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(cut);
    },
  };
}
