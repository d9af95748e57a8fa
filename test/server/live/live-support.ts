/** A live hub behind a server of its own, and clients that follow it. */
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { type Database, openDatabase } from '../../../engine/jobs/sqlite/database.ts';
import { createLiveHub, type LiveHub, type LiveHubOptions } from '../../../engine/server/live/hub.ts';
import {
  LIVE_PATH,
  type LiveEvent,
  type PreviewHeader,
  readPreviewFrame,
  type ServerMessage,
  type Snapshot,
} from '../../../engine/protocol/index.ts';

export interface Served {
  readonly hub: LiveHub;
  readonly database: Database;
  readonly port: number;
  readonly file: string;
  /** Closes the hub, its server and the database. */
  close(): Promise<void>;
}

export const EMPTY: Snapshot = { runs: [], documents: [], activity: {} };

export async function serve(
  options: Partial<LiveHubOptions> & { readonly file?: string; readonly port?: number } = {},
): Promise<Served> {
  const file = options.file ?? join(mkdtempSync(join(tmpdir(), 'inkloom-live-')), 'server.sqlite');
  const database = openDatabase(file);
  const hub = createLiveHub({ database, version: 'test', snapshot: () => EMPTY, applyEdit: () => {}, ...options });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => hub.handleUpgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    hub,
    database,
    file,
    port: (server.address() as AddressInfo).port,
    async close() {
      await hub.close();
      await new Promise((resolve) => server.close(resolve));
      database.close();
    },
  };
}

export interface TestClientOptions {
  readonly port: number;
  /** Further parts of the query. */
  readonly query?: string;
}

/**
 * Follows the protocol as the editor does. An event that is repeated, missing or out of order is noted as a problem.
 */
export class TestClient {
  readonly events: LiveEvent[] = [];
  readonly previews: { readonly header: PreviewHeader; readonly bytes: number }[] = [];
  readonly others: ServerMessage[] = [];
  readonly problems: string[] = [];
  welcomes = 0;
  snapshots = 0;
  /** Of the last snapshot. */
  activity: Snapshot['activity'] | undefined;
  /** Number of the last event the client knows. */
  last: number | undefined;
  socket: WebSocket | undefined;
  closeCode: number | undefined;
  readonly #query: string;
  port: number;

  constructor({ port, query = '' }: TestClientOptions) {
    this.port = port;
    this.#query = query;
  }

  /** Resolves with the welcome. */
  connect(): Promise<void> {
    const since = this.last === undefined ? '' : `since=${this.last}`;
    const socket = new WebSocket(
      `ws://127.0.0.1:${this.port}${LIVE_PATH}?${[since, this.#query].filter(Boolean).join('&')}`,
    );
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', (code) => (this.closeCode = code));
      socket.on('message', (data, isBinary) => {
        if (this.socket !== socket) return;
        if (isBinary) {
          const { header, picture } = readPreviewFrame(data as ArrayBuffer);
          this.previews.push({ header, bytes: picture.length });
        } else {
          const message = JSON.parse(Buffer.from(data as ArrayBuffer).toString('utf8')) as ServerMessage;
          this.#receive(message);
          if (message.type === 'welcome') resolve();
        }
      });
    });
  }

  /** Cuts the connection, as a pulled cable does. */
  drop(): void {
    const { socket } = this;
    this.socket = undefined;
    socket?.on('error', () => {});
    socket?.terminate();
  }

  send(message: unknown): void {
    this.socket?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Waits until a condition holds. */
  async until(condition: () => boolean, what = 'it'): Promise<void> {
    const end = Date.now() + 20_000;
    while (!condition()) {
      if (Date.now() > end)
        throw new Error(`Waited in vain for ${what}; last event ${this.last}, ${JSON.stringify(this.events.at(-1))}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #receive(message: ServerMessage): void {
    if (message.type === 'welcome') {
      this.welcomes += 1;
      if (message.snapshot) {
        this.snapshots += 1;
        this.activity = message.snapshot.activity;
        this.last = message.sequence;
      }
    } else if (!('sequence' in message) || message.type === 'heartbeat') {
      this.others.push(message);
      if (message.type === 'heartbeat' && message.sequence !== this.last)
        this.problems.push(`heartbeat ${message.sequence} after ${this.last}`);
    } else {
      if (message.sequence !== (this.last ?? Number.NaN) + 1)
        this.problems.push(`${message.sequence} after ${this.last}`);
      this.last = message.sequence;
      this.events.push(message);
    }
  }
}
