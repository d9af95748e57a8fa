/** Applies the security policy to all requests and upgrades, including those of addresses that do not exist. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { STATUS_CODES } from 'node:http';
import type { App } from '../context.ts';
import { HttpError } from '../http/errors.ts';
import { type ErrorBody, LIVE_PATH } from '../../protocol/index.ts';
import { isLoopback } from './hosts.ts';
import { DATA_HEADERS, PAGE_HEADERS } from './headers.ts';
import type { Holder } from './holder.ts';
import { type Access, holderOf, judge, type RequestHead, type SecurityPolicy } from './policy.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The purpose of the route's requests; default `api`. */
    access?: Access;
  }

  interface FastifyRequest {
    /** Who sent the request. */
    holder: Holder;
  }
}

/**
 * Must be called before any route is added. The route decides what a request is for, so the spelling of the address
 * makes no difference.
 */
export function guardRequests(app: App, policy: SecurityPolicy): void {
  app.decorateRequest('holder');
  app.addHook('onRequest', (request, reply, done) => {
    const access = request.is404 ? 'api' : (request.routeOptions.config.access ?? 'api');
    reply.headers(access === 'page' ? PAGE_HEADERS : DATA_HEADERS);
    request.holder = holderOf(policy, headOf(request.raw));
    done(refusalOf(policy, request.raw, access));
  });
}

/** Whether a request is for the operator: it comes from this machine, or the server has a token and let it in. */
export function isOperator(policy: SecurityPolicy, request: IncomingMessage): boolean {
  return refusalOf(policy, request, 'operator') === undefined;
}

/** The answer to a request that is refused; undefined when it is allowed. */
export function refusalOf(policy: SecurityPolicy, request: IncomingMessage, access: Access): HttpError | undefined {
  const refusal = judge(policy, headOf(request), access);
  return (
    refusal &&
    new HttpError(
      refusal.status,
      refusal.code,
      refusal.message,
      refusal.status === 401 ? { headers: { 'www-authenticate': 'Bearer' } } : {},
    )
  );
}

/** Where clients can open a WebSocket. */
export interface SocketAddress {
  readonly access: Access;
  readonly accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** Passes allowed upgrades on, and answers all others with an error. @param addresses by path. */
export function guardUpgrades(
  app: App,
  policy: SecurityPolicy,
  addresses: Readonly<Record<string, SocketAddress>>,
): void {
  const byPath = new Map(Object.entries(addresses));
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const [path = ''] = (request.url ?? '').split('?', 1);
    const address = byPath.get(path);
    const refusal = refusalOf(policy, request, address?.access ?? 'live');
    if (refusal) answerRaw(socket, refusal);
    else if (!address)
      answerRaw(socket, new HttpError(404, 'not-found', `There is no WebSocket at ${path}; it is at ${LIVE_PATH}.`));
    else address.accept(request, socket, head);
  });
}

/** Answers on a connection that the application does not handle. */
export function answerRaw(
  socket: Duplex,
  { status, code, message }: Pick<HttpError, 'status' | 'code' | 'message'>,
): void {
  const body = JSON.stringify({ error: { code, message } } satisfies ErrorBody);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function headOf({ method = '', url = '', headers, socket }: IncomingMessage): RequestHead {
  return { method, headers, query: queryOf(url), isOwn: isLoopback(socket.remoteAddress ?? '') };
}

function queryOf(url: string): string {
  return url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
}
