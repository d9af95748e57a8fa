/**
 * The WebSockets of ComfyUI's clients. Each has an id that the client chose; of several with one id the newest is sent
 * what concerns the client, and the older stay open, because a client that is disconnected would come back and
 * displace the newer. Anything a client sends but `feature_flags` is ignored.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { Connection } from '../../live/connection.ts';
import { LIVE_LIMITS } from '../../live/limits.ts';
import type { SocketAddress } from '../../security/guard.ts';
import type { ComfyMessage } from './messages.ts';
import { MissedMessages } from './missed-messages.ts';

/** Milliseconds between messages to a client about which nothing happens: some give up after 10 s of silence. */
const HEARTBEAT = 4000;
/** Bytes of one message from a client. */
const MOST_RECEIVED = 2 ** 20;
/** Close code: going away (RFC 6455, section 7.4.1). */
const GOING_AWAY = 1001;
const CLOSING_TIME = 500;
const TOO_MANY_SOCKETS =
  'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 10\r\n\r\n';

export interface ComfySocketsOptions {
  /** Connections open at once. */
  readonly most: number;
  /** The message that says how many prompts are left. */
  readonly status: () => Extract<ComfyMessage, { readonly type: 'status' }>;
  /** The node of the client's prompt that is at work, as a message; undefined when none is. */
  readonly current: (client: string) => ComfyMessage | undefined;
  /** What the server can do: the answer to a client that says what it can. */
  readonly features: Readonly<Record<string, unknown>>;
}

interface Client {
  readonly connection: Connection;
  /** Whether it reads frames that say whose picture they hold. */
  readsDescribed: boolean;
}

export class ComfySockets {
  readonly #options: ComfySocketsOptions;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MOST_RECEIVED });
  readonly #all = new Set<Client>();
  /** The newest of each id. */
  readonly #byId = new Map<string, Client>();
  readonly #missed = new MissedMessages();
  readonly #timers: readonly ReturnType<typeof setInterval>[];

  constructor(options: ComfySocketsOptions) {
    this.#options = options;
    this.#timers = [
      setInterval(() => this.broadcast(options.status()), HEARTBEAT).unref(),
      setInterval(() => this.#all.forEach(({ connection }) => connection.ping()), LIVE_LIMITS.ping).unref(),
    ];
  }

  /** Accepts a connection. The request has passed the security checks. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#all.size >= this.#options.most) socket.end(TOO_MANY_SOCKETS);
    else this.#server.handleUpgrade(request, socket, head, (websocket) => this.#admit(websocket, clientOf(request)));
  }

  /** To one client; kept for it when it is not connected. Undefined: to nobody. */
  send(client: string | undefined, message: ComfyMessage): void {
    if (client === undefined) return;
    const { connection } = this.#byId.get(client) ?? {};
    if (connection) connection.text(JSON.stringify(message));
    else this.#missed.keep(client, message);
  }

  /** To all clients. @param absent a client for which the message is kept when it is not connected. */
  broadcast(message: ComfyMessage, absent?: string): void {
    const text = JSON.stringify(message);
    for (const { connection } of this.#all) connection.text(text);
    if (absent !== undefined && !this.#byId.has(absent)) this.#missed.keep(absent, message);
  }

  /** Whether a client is connected and does, or does not, read frames that say whose picture they hold. */
  reads(client: string | undefined, isDescribed: boolean): boolean {
    return this.#byId.get(client ?? '')?.readsDescribed === isDescribed;
  }

  /** Sends a frame, unless the client reads too slowly. */
  preview(client: string | undefined, frame: Uint8Array): void {
    this.#byId.get(client ?? '')?.connection.preview(frame);
  }

  /** Sends a frame in any case. */
  picture(client: string | undefined, frame: Uint8Array): void {
    this.#byId.get(client ?? '')?.connection.picture(frame);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#server.clients) socket.close(GOING_AWAY, 'the server stops');
    const timeout = setTimeout(() => this.#server.clients.forEach((socket) => socket.terminate()), CLOSING_TIME);
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    clearTimeout(timeout);
  }

  #admit(socket: WebSocket, id: string): void {
    const client: Client = { connection: new Connection(socket, LIVE_LIMITS), readsDescribed: false };
    this.#all.add(client);
    this.#byId.set(id, client);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#all.delete(client);
      if (this.#byId.get(id) === client) this.#byId.delete(id);
    });
    socket.on('message', (data, isBinary) => {
      const announced = isBinary ? undefined : featuresIn((data as Buffer).toString('utf8'));
      if (!announced) return;
      client.readsDescribed = announced['supports_preview_metadata'] === true;
      client.connection.text(JSON.stringify({ type: 'feature_flags', data: this.#options.features }));
    });
    const { type, data } = this.#options.status();
    const current = this.#options.current(id);
    const welcome = [{ type, data: { ...data, sid: id } }, ...this.#missed.take(id), ...(current ? [current] : [])];
    client.connection.texts(welcome.map((message) => JSON.stringify(message)));
  }
}

/** Where ComfyUI's clients connect, with `?clientId=`. */
export function comfySocketAddresses(sockets: ComfySockets): Readonly<Record<string, SocketAddress>> {
  const accept: SocketAddress['accept'] = (request, socket, head) => sockets.handleUpgrade(request, socket, head);
  const address: SocketAddress = { access: 'comfyui', accept };
  return { '/ws': address, '/api/ws': address };
}

/** The id the client chose; a new one for a client that chose none. */
function clientOf(request: IncomingMessage): string {
  const given = new URL(request.url ?? '', 'http://localhost').searchParams.get('clientId');
  return given === null || given === '' ? randomUUID().replaceAll('-', '') : given;
}

/** What a client says it can; undefined for anything else that it sends. */
function featuresIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const message = JSON.parse(text) as { readonly type?: unknown; readonly data?: unknown } | null;
    if (message?.type !== 'feature_flags' || typeof message.data !== 'object') return undefined;
    return (message.data ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
