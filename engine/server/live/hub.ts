/** The live hub: sends everything that happens to all clients, in order, and receives their edits. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { PublishOptions, RunPublisher } from '../../jobs/run-publisher.ts';
import type { Database } from '../../jobs/sqlite/database.ts';
import {
  type FleetInfo,
  type LiveEventBody,
  type LogEntry,
  type Patch,
  PROTOCOL_VERSION,
  type Restoration,
  type ServerMessage,
  type Snapshot,
  writePreviewFrame,
} from '../../protocol/index.ts';
import { readClientMessage } from './client-message.ts';
import { Connection } from './connection.ts';
import { withConsistentSnapshot } from './consistent-snapshot.ts';
import { EditAnswers } from './edit-answers.ts';
import { EventFeed } from './event-feed.ts';
import { LatestPreviews } from './latest-previews.ts';
import { LIVE_LIMITS, type LiveLimits } from './limits.ts';

export interface LiveHubOptions {
  readonly database: Database;
  readonly version: string;
  /** The present state, for a client that is new. */
  readonly snapshot: () => Snapshot | Promise<Snapshot>;
  /** Told to every client. */
  readonly restored?: Restoration | undefined;
  /** See Documents. @throws EditRefused */
  readonly applyEdit: (document: string, edit: string, patch: Patch) => unknown;
  /** The patch of an edit that was already made. */
  readonly madeEdit?: (document: string, edit: string) => Patch | undefined;
  readonly say?: (message: string) => void;
  /** Called with every event that is published; default: nobody is told. */
  readonly watch?: (event: LiveEventBody) => void;
  /** Whether a client is sent the log, which names folders of the machine; default: none is. */
  readonly mayReadLog?: (request: IncomingMessage) => boolean;
  readonly limits?: Partial<LiveLimits>;
}

export interface LiveHub extends RunPublisher {
  /** Numbers an event, keeps it, and sends it to all clients. */
  publish(event: LiveEventBody, options?: PublishOptions): void;
  /** Sends an entry of the log to the clients that may read it. */
  log(entry: LogEntry): void;
  /** Sends the present workers to all clients. */
  workers(fleet: FleetInfo): void;
  /** Accepts a connection. The request has passed the security checks and asks for LIVE_PATH. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Keeps the events that wait, and closes all connections. */
  close(): Promise<void>;
}

/** Close codes: going away, policy violation, internal error (RFC 6455, section 7.4.1). */
const [GOING_AWAY, NO_MESSAGE, INTERNAL] = [1001, 1008, 1011];

const TOO_MANY_SOCKETS =
  'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 10\r\n\r\n';

/** Milliseconds for clients to close their connections when the hub closes. */
const CLOSING_TIME = 500;

export function createLiveHub(options: LiveHubOptions): LiveHub {
  const { database, version, snapshot, restored, applyEdit, madeEdit, say = () => {} } = options;
  const { watch = () => {}, mayReadLog = () => false } = options;
  const limits = { ...LIVE_LIMITS, ...options.limits };
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: limits.messageBytes });
  /** Clients that were welcomed. */
  const clients = new Set<Connection>();
  /** Those of them that are sent the log. */
  const readers = new WeakSet<Connection>();
  const previews = new LatestPreviews();
  const feed = new EventFeed({ database, limits, say, send: (json) => clients.forEach((client) => client.text(json)) });
  const edits = new EditAnswers({ applyEdit, madeEdit, say });
  let isClosed = false;
  /** Connections that are not welcomed yet. */
  let arriving = 0;

  /**
   * Adds a client, with the present state or the events it missed. Must run without a pause, so that no event is lost.
   */
  const admit = (client: Connection, present: Snapshot | undefined, missed: readonly string[]): void => {
    if (!client.isOpen || isClosed) return;
    const welcome: ServerMessage = {
      type: 'welcome',
      protocol: PROTOCOL_VERSION,
      version,
      sequence: feed.sequence,
      ...(present ? { snapshot: present } : {}),
      ...(restored ? { restored } : {}),
    };
    client.texts([JSON.stringify(welcome), ...missed]);
    for (const frame of previews.frames()) client.preview(frame);
    clients.add(client);
  };

  const welcome = async (client: Connection, request: IncomingMessage): Promise<void> => {
    feed.flush();
    const missed = feed.since(sequenceOf(request));
    if (missed) admit(client, undefined, missed);
    else await withConsistentSnapshot(feed, snapshot, (present) => admit(client, present, []));
  };

  const attach = async (socket: WebSocket, request: IncomingMessage): Promise<void> => {
    const client = new Connection(socket, limits);
    if (mayReadLog(request)) readers.add(client);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => clients.delete(client));
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? undefined : readClientMessage(data as Buffer);
      const answer = message && edits.answer(message);
      if (answer) client.message(answer);
      if (!message) client.close(NO_MESSAGE, 'not a message of the protocol');
    });
    try {
      await welcome(client, request);
    } catch (error) {
      say(`A client could not be welcomed: ${(error as Error).message}`);
      client.close(INTERNAL, 'try again');
    }
  };

  const heartbeat = setInterval(() => {
    feed.flush();
    for (const client of clients) client.message({ type: 'heartbeat', sequence: feed.sequence });
  }, limits.heartbeat).unref();
  const ping = setInterval(() => {
    for (const client of clients) client.ping();
  }, limits.ping).unref();

  return {
    publish(event, publishOptions) {
      edits.notice(event);
      watch(event);
      feed.publish(event, publishOptions);
    },
    preview(header, picture) {
      const frame = writePreviewFrame(header, picture);
      previews.set(header, frame);
      for (const client of clients) client.preview(frame);
    },
    log(entry) {
      for (const client of clients) if (readers.has(client)) client.message({ type: 'log', entry });
    },
    workers(fleet) {
      for (const client of clients) client.message({ type: 'workers', fleet });
    },
    forgetPreviews: (run, node) => previews.forget(run, node),
    handleUpgrade(request, socket, head) {
      if (isClosed || clients.size + arriving >= limits.sockets) {
        socket.end(TOO_MANY_SOCKETS);
        return;
      }
      arriving += 1;
      const arrived = (): void => void (arriving -= 1);
      // A handshake that is refused gives no WebSocket, but always closes its socket.
      socket.once('close', arrived);
      server.handleUpgrade(request, socket, head, (websocket) => {
        socket.off('close', arrived);
        void attach(websocket, request).finally(arrived);
      });
    },
    async close() {
      isClosed = true;
      clearInterval(heartbeat);
      clearInterval(ping);
      feed.flush();
      for (const client of server.clients) client.close(GOING_AWAY, 'the server stops');
      const timeout = setTimeout(() => server.clients.forEach((client) => client.terminate()), CLOSING_TIME);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(timeout);
    },
  };
}

/** The number of the last event a client knows; NaN for a new client. */
function sequenceOf(request: IncomingMessage): number {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  return Number(searchParams.get('since') ?? Number.NaN);
}
