/**
 * Who may talk to the server: decided from the head of a request, alike for HTTP requests and WebSocket upgrades. A
 * browser runs pages of strangers beside ours, and each of them can send requests to this machine. The rules, and the
 * attacks they prevent, are described in docs/security.md.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackName, readHost } from './hosts.ts';

/**
 * The purpose of a request. `page`: the editor's files, which hold no data. `picture`: a picture that a page shows by its
 * address, which cannot carry a header. `live`: the WebSocket. `api`: everything else, including addresses that do not
 * exist.
 */
export type Access = 'page' | 'picture' | 'live' | 'api';

export interface SecurityPolicy {
  /** Names the server answers to, besides those of the loopback interface; in lower case and without port. */
  readonly hosts: ReadonlySet<string>;
  /** Origins of other pages that may use the server, such as `https://inkloom.example`. */
  readonly origins: ReadonlySet<string>;
  /** Required for everything but pages. */
  readonly token?: string | undefined;
}

export interface RequestHead {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** The part of the address after `?`. */
  readonly query: string;
}

export interface Refusal {
  readonly status: 401 | 403;
  readonly code: 'host-refused' | 'origin-refused' | 'cross-site-refused' | 'token-missing' | 'token-wrong';
  readonly message: string;
}

/** Values of Sec-Fetch-Site for requests that no page of another site caused. */
const OWN_SITES = ['same-origin', 'same-site', 'none'];

/** @returns why a request is refused; undefined when it is allowed. Never throws, whatever the headers hold. */
export function judge(policy: SecurityPolicy, request: RequestHead, access: Access): Refusal | undefined {
  const { headers } = request;
  const host = readHost(headers.host);
  if (!host || !(isLoopbackName(host.hostname) || policy.hosts.has(host.hostname))) return refuseHost(headers.host);
  const isAllowedOrigin = headers.origin !== undefined && policy.origins.has(headers.origin);
  if (headers.origin !== undefined && headers.origin !== host.origin && !isAllowedOrigin)
    return refuseOrigin(headers.origin);
  const mayCrossSites = isAllowedOrigin || (access === 'page' && isNavigation(request));
  if (isCrossSite(headers) && !mayCrossSites)
    return { status: 403, code: 'cross-site-refused', message: 'Pages of other sites may not use this server.' };
  if (access === 'page' || policy.token === undefined) return undefined;
  return judgeToken(policy.token, request, access);
}

function refuseHost(host: string | undefined): Refusal {
  return {
    status: 403,
    code: 'host-refused',
    message: `This server does not answer as ${quoted(host)}. To allow a name, start it with --allow-host.`,
  };
}

function refuseOrigin(origin: string): Refusal {
  return {
    status: 403,
    code: 'origin-refused',
    message: `A page of ${quoted(origin)} may not use this server. To allow it, start the server with --allow-origin.`,
  };
}

/** Browsers send Sec-Fetch-Site with every request; other programs do not. */
function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return typeof site === 'string' && !OWN_SITES.includes(site);
}

/** Whether the user follows a link to a page, or types its address. */
function isNavigation({ method, headers }: RequestHead): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}

/**
 * The token is in a header. Pictures and the WebSocket may have it in the address, as a browser sends no header there.
 */
function judgeToken(token: string, { headers, query }: RequestHead, access: Access): Refusal | undefined {
  const [, inHeader] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  const inAddress = access === 'api' ? undefined : new URLSearchParams(query).get('token');
  const given = inHeader ?? inAddress ?? undefined;
  if (given === undefined) {
    const message = 'This server asks for a token: Authorization: Bearer TOKEN, or /?token=TOKEN for the editor.';
    return { status: 401, code: 'token-missing', message };
  }
  if (isEqual(given, token)) return undefined;
  return { status: 401, code: 'token-wrong', message: 'The token is not the one this server was started with.' };
}

/** Compares digests, in a time that does not depend on where the texts differ. */
function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'nobody' : JSON.stringify(text.slice(0, 200));
}
