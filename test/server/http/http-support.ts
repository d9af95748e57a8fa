/** Servers for tests: on a free port, in a folder of their own, without models. Requests can have any headers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, vi } from 'vitest';
import type { ErrorBody, RunDetail, RunInfo, Workflow } from '../../../engine/protocol/index.ts';
import type { RunningServer, StartServerOptions } from '../../../engine/host/server-options.ts';
import { startServer } from '../../../engine/server/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface TestServer extends RunningServer {
  /** Messages for the operator. */
  readonly said: readonly string[];
  /** Nothing is added to the headers, and the path is sent as it is. */
  send(
    method: string,
    path: string,
    headers?: Readonly<Record<string, string | string[]>>,
    body?: string | Uint8Array,
  ): Promise<Answer>;
  /** The answer's JSON. @throws for an error status. */
  json<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Status and error of an answer with an error status. */
  failure(method: string, path: string, body?: unknown): Promise<{ readonly status: number } & ErrorBody['error']>;
}

type Finally = (end: () => Promise<void>) => void;

export async function temporaryFolder(atEnd: Finally = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'inkloom-server-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One server for all tests of a group. */
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

/** A server that is closed when the test ends. */
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

/** Headers with which a browser opens a WebSocket. */
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
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${field}"; filename="${name.replaceAll('"', '%22')}"`,
    'Content-Type: application/octet-stream',
    '',
    '',
  ].join('\r\n');
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

/** Runs a workflow to its end. */
export async function runOf(server: TestServer, workflow: Workflow): Promise<RunDetail> {
  const { id } = await server.json<RunInfo>('POST', '/api/runs', { workflow });
  return vi.waitFor(
    async () => {
      const run = await server.json<RunDetail>('GET', `/api/runs/${id}`);
      expect(run.state).toBe('done');
      return run;
    },
    { timeout: 20_000 },
  );
}
