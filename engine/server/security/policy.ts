/**
 * Who may talk to the server: decided from a request's head alone, in the same way for HTTP requests and WebSocket upgrades.
 * A browser runs pages of strangers beside ours, and each of them can send requests to this machine; the rules and the attacks
 * they answer: reference/clients-and-queues.md 5.2 and 5.3.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { networkInterfaces } from 'node:os';

/**
 * What a request is for. `page`: the editor's files, which hold no data. `picture`: something a page shows by its address, which
 * cannot carry a header. Everything else, addresses that do not exist included, is `api`.
 */
export type Access = 'page' | 'picture' | 'live' | 'api';

export interface SecurityPolicy {
  /** Names and addresses the server goes by besides those of the loopback interface; lower case, without port. */
  readonly hosts: ReadonlySet<string>;
  /** Origins of other pages that may use the server, such as `https://inkloom.example`. */
  readonly origins: ReadonlySet<string>;
  /** Asked for with everything but pages. */
  readonly token?: string | undefined;
}

export interface RequestHead {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the address, the part behind `?`. */
  readonly query: string;
}

export interface Refusal {
  readonly status: 401 | 403;
  readonly code: 'host-refused' | 'origin-refused' | 'cross-site-refused' | 'token-missing' | 'token-wrong';
  readonly message: string;
}

const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/i;
const LOOPBACK = /^(?:(?:[a-z0-9_-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const OWN_SITES = ['same-origin', 'same-site', 'none'];

/** @returns why the request is refused; undefined when it may go on. Never throws, whatever the headers hold. */
export function judge(
  policy: SecurityPolicy,
  { method, headers, query }: RequestHead,
  access: Access,
): Refusal | undefined {
  const host = readHost(headers.host);
  if (!host || !(LOOPBACK.test(host.hostname) || policy.hosts.has(host.hostname))) {
    return {
      status: 403,
      code: 'host-refused',
      message: `This server does not answer as ${quoted(headers.host)}. Names it should answer as are given with --allow-host.`,
    };
  }
  const { origin } = headers;
  const isAllowedOrigin = origin !== undefined && policy.origins.has(origin);
  if (origin !== undefined && !isAllowedOrigin && origin !== host.origin) {
    return {
      status: 403,
      code: 'origin-refused',
      message: `A page of ${quoted(origin)} may not use this server. Origins that may are given with --allow-origin.`,
    };
  }
  const site = headers['sec-fetch-site'];
  if (
    typeof site === 'string' &&
    !OWN_SITES.includes(site) &&
    !isAllowedOrigin &&
    !(access === 'page' && isNavigation(method, headers))
  ) {
    return { status: 403, code: 'cross-site-refused', message: 'Pages of other sites may not use this server.' };
  }
  return access === 'page' || policy.token === undefined
    ? undefined
    : judgeToken(policy.token, headers, access === 'api' ? undefined : new URLSearchParams(query).get('token'));
}

/** Host and origin as a browser writes them; undefined for what is no host. */
function readHost(host: string | undefined): URL | undefined {
  if (host === undefined || !HOST.test(host)) return undefined;
  try {
    return new URL(`http://${host}`);
  } catch {
    return undefined;
  }
}

function isNavigation(method: string, headers: IncomingHttpHeaders): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}

function judgeToken(
  token: string,
  headers: IncomingHttpHeaders,
  inAddress: string | null | undefined,
): Refusal | undefined {
  const [, inHeader] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  const given = inHeader ?? inAddress ?? undefined;
  if (given === undefined)
    return {
      status: 401,
      code: 'token-missing',
      message: 'This server asks for a token: Authorization: Bearer TOKEN, or /?token=TOKEN for the editor.',
    };
  return equal(given, token)
    ? undefined
    : { status: 401, code: 'token-wrong', message: 'The token is not the one this server was started with.' };
}

/** In a time that tells nothing about where they differ. */
function equal(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'nobody' : JSON.stringify(text.slice(0, 200));
}

/** Whether a server bound to it can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

/** Whether it stands for every address of this machine. */
export function isEverywhere(host: string): boolean {
  return ['0.0.0.0', '::', '[::]'].includes(host);
}

/** The names a server goes by: what it is bound to, every address of this machine when that is all of them, and those given. */
export function hostsOf(bound: string, given: readonly string[]): Set<string> {
  const own = isEverywhere(bound)
    ? Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address))
    : [bound];
  return new Set(
    [...own, ...given].map((host) =>
      (host.includes(':') && !host.startsWith('[') ? `[${host.replace(/%.*$/, '')}]` : host).toLowerCase(),
    ),
  );
}
