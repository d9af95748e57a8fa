/** A server of a test: on a free port, with a folder of its own, without models to load; and requests with any header at all. */
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { ErrorBody, Workflow } from '../../engine/protocol/index.ts';
import type { RunningServer, StartServerOptions } from '../../engine/host/server-options.ts';
import { startServer } from '../../engine/server/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface TestServer extends RunningServer {
  /** What the operator was told. */
  readonly said: readonly string[];
  /** Nothing is added to the headers, and the path is sent as it is. */
  send(
    method: string,
    path: string,
    headers?: Readonly<Record<string, string | string[]>>,
    body?: string | Uint8Array,
  ): Promise<Answer>;
  /** The answer's JSON. @throws when it is no success. */
  json<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Status and error of an answer that is no success. */
  failure(method: string, path: string, body?: unknown): Promise<{ readonly status: number } & ErrorBody['error']>;
}

type Finally = (end: () => Promise<void>) => void;

export async function temporaryFolder(atEnd: Finally = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-server-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One for all tests of a group. */
export function sharedServer(options: StartServerOptions = {}): () => TestServer {
  const ends: (() => Promise<void>)[] = [];
  let server: TestServer | undefined;
  beforeAll(async () => {
    server = await testServer(options, (end) => ends.push(end));
  });
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return () => server as TestServer;
}

/** Ends with the test. */
export async function testServer(
  options: StartServerOptions = {},
  atEnd: Finally = onTestFinished,
): Promise<TestServer> {
  const said: string[] = [];
  const server = await startServer({
    port: 0,
    data: options.data ?? (await temporaryFolder(atEnd)),
    noCache: true,
    models: [],
    say: (message) => void said.push(message),
    ...options,
  });
  atEnd(() => server.close());
  const send: TestServer['send'] = (method, path, headers, body) => sendTo(server.port, method, path, headers, body);
  const exchange = async (method: string, path: string, body?: unknown): Promise<Answer> =>
    body === undefined
      ? send(method, path)
      : send(method, path, { 'content-type': 'application/json' }, JSON.stringify(body));
  return {
    ...server,
    said,
    send,
    async json<T>(method: string, path: string, body?: unknown) {
      const answer = await exchange(method, path, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString()}`);
      return JSON.parse(answer.body.toString()) as T;
    },
    async failure(method, path, body) {
      const answer = await exchange(method, path, body);
      if (answer.status < 300) throw new Error(`${method} ${path}: ${answer.status}, which is no failure`);
      return { status: answer.status, ...(JSON.parse(answer.body.toString()) as ErrorBody).error };
    },
  };
}

export function sendTo(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string | string[]>> = {},
  body?: string | Uint8Array,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.alloc(0) });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** What a browser sends to open a WebSocket. */
export const UPGRADE = {
  'connection': 'Upgrade',
  'upgrade': 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
} as const;

/** A form with one file. */
export function form(
  field: string,
  name: string,
  content: Uint8Array,
): { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array } {
  const boundary = 'a-line-between-the-parts';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name.replaceAll('"', '%22')}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** A workflow that makes a picture without a model. */
export function smallWorkflow(name = 'Small', image = 'example.png'): Workflow {
  return {
    format: 'inkloom-workflow',
    version: 3,
    name,
    nodes: {
      load: { type: 'load-image', inputs: { image } },
      save: { type: 'save-image', inputs: { image: { from: 'load.image' } } },
    },
    view: { nodes: { load: { x: 0, y: 0 }, save: { x: 300, y: 0 } } },
  };
}
