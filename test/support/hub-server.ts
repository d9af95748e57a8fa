/** A Hugging Face Hub of this machine: what it says of files, and a second host that has the bytes. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HubServer {
  readonly endpoint: string;
  /** What was asked, in order. */
  readonly requests: readonly {
    readonly host: 'hub' | 'store';
    readonly path: string;
    readonly authorization: string | undefined;
    readonly range: string | undefined;
  }[];
  readonly close: () => Promise<void>;
}

export interface HubBehaviour {
  /** Bytes of every file, by its path. */
  readonly bytesOf: (path: string) => Buffer;
  /** Digest that the Hub names, where it is not that of the bytes. */
  readonly sha256?: string;
  /** Whether files are in LFS, as those of models are; default: true. */
  readonly isLfs?: boolean;
  /** Status instead of an answer. */
  readonly status?: number;
  /** Bytes after which a connection breaks, for the first connections; without one the rest comes. */
  readonly cuts?: readonly number[];
  /** Bytes after which the first connection stands still. */
  readonly hangsAfter?: number;
  /** Sends whole files, whatever range is asked for. */
  readonly ignoresRanges?: boolean;
  /** The name that the repository of any file has by now. */
  readonly renamedTo?: string;
}

/** Source of addresses and fields: huggingface.co/docs/hub/api, and `paths-info.ts` in huggingface/huggingface.js. */
export async function hubServer(behaviour: HubBehaviour): Promise<HubServer> {
  const requests: HubServer['requests'][number][] = [];
  const note = (host: 'hub' | 'store', { url = '', headers }: IncomingMessage): string => {
    requests.push({ host, path: url, authorization: headers.authorization, range: headers.range });
    return decodeURIComponent(url);
  };
  let connections = 0;
  const store = await listening((request, response) => {
    const bytes = behaviour.bytesOf(note('store', request).slice(1));
    const from = behaviour.ignoresRanges ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { ...range, 'content-length': bytes.length - from });
    const cut = behaviour.cuts?.[connections];
    const hangs = connections === 0 ? behaviour.hangsAfter : undefined;
    connections += 1;
    const part = cut ?? hangs;
    if (part === undefined) response.end(bytes.subarray(from));
    else response.write(bytes.subarray(from, from + part), () => cut !== undefined && response.destroy());
  });
  const hub = await listening((request, response) => {
    const path = note('hub', request);
    const { renamedTo, status } = behaviour;
    if (status !== undefined) return void response.writeHead(status).end();
    if (renamedTo !== undefined && !path.includes(renamedTo))
      return void response
        .writeHead(307, { location: path.replace(/^(\/api\/models)?\/[^/]+\/[^/]+/, `$1/${renamedTo}`) })
        .end();
    const file = /\/resolve\/main\/(.+)$/.exec(path)?.[1];
    if (file === undefined) return void answerPaths(request, response, behaviour);
    const size = behaviour.bytesOf(file).length;
    response.writeHead(302, { 'location': `${addressOf(store)}/${file}`, 'x-linked-size': size }).end();
  });
  return {
    endpoint: addressOf(hub),
    requests,
    close: async () => {
      await Promise.all(
        [hub, store].map(
          (server) =>
            new Promise((done) => {
              server.close(done);
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}

async function answerPaths(
  request: IncomingMessage,
  response: ServerResponse,
  { bytesOf, sha256, isLfs = true }: HubBehaviour,
): Promise<void> {
  const body = await new Response(request).json();
  const infos = (body as { readonly paths: readonly string[] }).paths.flatMap((path) => {
    const bytes = bytesOf(path);
    if (bytes.length === 0) return [];
    const oid = sha256 ?? createHash('sha256').update(bytes).digest('hex');
    const lfs = isLfs ? { lfs: { oid, size: bytes.length, pointerSize: 135 } } : {};
    return [{ type: 'file', path, size: bytes.length, oid: 'of git', ...lfs }];
  });
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(infos));
}

async function listening(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
