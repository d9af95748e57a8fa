/**
 * Who may talk to the server: decided from the head of a request, alike for HTTP requests and WebSocket upgrades. A
 * browser runs pages of strangers beside ours, and each of them can send requests to this machine. The rules, and the
 * attacks they prevent, are described in docs/security.md.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { hasPageCookie } from './cookie.ts';
import { isLoopbackName, readHost } from './hosts.ts';
import { type AccessToken, ANYBODY, type Holder, holderAmong } from './holder.ts';
import { isEqual } from './is-equal.ts';

/**
 * The purpose of a request. `page`: the editor's files, which hold no data. `live`: the WebSocket. `comfyui`: what
 * clients of ComfyUI ask for. `operator`: what shows or changes the machine, such as settings with its paths. `probe`:
 * whether the server works, for everybody: programs that watch servers call them by any name and hold no token. `api`:
 * everything else, including addresses that do not exist.
 */
export type Access = 'page' | 'live' | 'comfyui' | 'operator' | 'probe' | 'api';

export interface SecurityPolicy {
  /** Names the server answers to, besides those of the loopback interface; in lower case and without port. */
  readonly hosts: ReadonlySet<string>;
  /** Origins of other pages that may use the server, such as `https://inkloom.example`. */
  readonly origins: ReadonlySet<string>;
  /** One of them is required for everything but pages; none where no token is asked for. */
  readonly tokens: readonly AccessToken[];
}

export interface RequestHead {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** The part of the address after `?`. */
  readonly query: string;
  /** Whether it comes from this machine. */
  readonly isOwn: boolean;
}

export interface Refusal {
  readonly status: 401 | 403;
  readonly code:
    | 'host-refused'
    | 'origin-refused'
    | 'cross-site-refused'
    | 'token-missing'
    | 'token-wrong'
    | 'token-in-address';
  readonly message: string;
}

/** Values of Sec-Fetch-Site for requests that no page of another site caused. */
const OWN_SITES = ['same-origin', 'same-site', 'none'];
/** Methods that change nothing. */
const SAFE_METHODS = ['GET', 'HEAD'];

const HOW_TO =
  'Programs send it as "Authorization: Bearer TOKEN". For a browser, open the editor once at /?token=TOKEN, ' +
  'which sets a cookie.';

/** @returns why a request is refused; undefined when it is allowed. Never throws, whatever the headers hold. */
export function judge(policy: SecurityPolicy, request: RequestHead, access: Access): Refusal | undefined {
  if (access === 'probe') return undefined;
  const { headers } = request;
  const host = readHost(headers.host);
  if (!host || !(isLoopbackName(host.hostname) || policy.hosts.has(host.hostname))) return refuseHost(headers.host);
  const isAllowedOrigin = headers.origin !== undefined && policy.origins.has(headers.origin);
  if (headers.origin !== undefined && headers.origin !== host.origin && !isAllowedOrigin)
    return refuseOrigin(headers.origin);
  const mayCrossSites = isAllowedOrigin || (access === 'page' && isNavigation(request));
  if (isCrossSite(headers) && !mayCrossSites)
    return { status: 403, code: 'cross-site-refused', message: 'Pages of other sites may not use this server.' };
  if (access === 'page') return undefined;
  if (policy.tokens.length === 0) return request.isOwn ? undefined : refuseOthers(access);
  return judgeToken(policy.tokens, request, access);
}

/** Who sent a request that {@link judge} allows. */
export function holderOf({ tokens }: Pick<SecurityPolicy, 'tokens'>, { headers, query }: RequestHead): Holder {
  const given = bearerOf(headers) ?? new URLSearchParams(query).get('token') ?? undefined;
  const byToken = given === undefined ? undefined : holderAmong(tokens, (token) => isEqual(given, token));
  return byToken ?? holderAmong(tokens, (token) => hasPageCookie(headers.cookie, token)) ?? ANYBODY;
}

/**
 * Also where the server was told to be open: ComfyUI's clients are scripts, and attackers look for its addresses; and
 * whoever changes the settings decides which folders are read.
 */
function refuseOthers(access: Access): Refusal | undefined {
  if (access === 'operator') {
    const message =
      'Settings are shown to other machines only where the server has a token: open the editor on the machine of the ' +
      'server, or start it with --token.';
    return { status: 403, code: 'token-missing', message };
  }
  if (access !== 'comfyui') return undefined;
  return {
    status: 403,
    code: 'token-missing',
    message:
      "ComfyUI's interface answers other machines only where the server has a token: start it with --token, and send " +
      'it as "Authorization: Bearer TOKEN" or in the address as ?token=TOKEN.',
  };
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
    SAFE_METHODS.includes(method) &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}

/**
 * The token is in a header, or the page shows its cookie. An address does not hold it, because addresses are logged by
 * proxies and kept by browsers; except for clients of ComfyUI, many of which take an address and nothing else.
 */
function judgeToken(tokens: readonly AccessToken[], request: RequestHead, access: Access): Refusal | undefined {
  const { headers, query } = request;
  const isRight = (given: string): boolean => holderAmong(tokens, (token) => isEqual(given, token)) !== undefined;
  const given = bearerOf(headers);
  if (given !== undefined) return isRight(given) ? undefined : refuseToken();
  const isPage = holderAmong(tokens, (token) => hasPageCookie(headers.cookie, token)) !== undefined;
  if (isPage && isOwnPage(headers)) return judgeCookieUse(request, access);
  const inAddress = new URLSearchParams(query).get('token');
  if (inAddress !== null && access === 'comfyui') return isRight(inAddress) ? undefined : refuseToken();
  if (inAddress !== null) {
    const message = `The address holds a token, which is not accepted there: addresses end up in logs. ${HOW_TO}`;
    return { status: 401, code: 'token-in-address', message };
  }
  return { status: 401, code: 'token-missing', message: `This server asks for a token. ${HOW_TO}` };
}

function bearerOf({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
}

function refuseToken(): Refusal {
  return { status: 401, code: 'token-wrong', message: 'The token is not the one this server was started with.' };
}

/**
 * A browser sends the cookie by itself, even for pages of another port of this machine. A request that changes
 * something or opens a WebSocket must name its origin, which was found to be the server's own or an allowed one.
 */
function judgeCookieUse({ method, headers }: RequestHead, access: Access): Refusal | undefined {
  const changes = access === 'live' || !SAFE_METHODS.includes(method);
  if (!changes || headers.origin !== undefined) return undefined;
  return {
    status: 403,
    code: 'origin-refused',
    message: `A request with the cookie of the editor must name its origin. ${HOW_TO}`,
  };
}

/** Whether the server's own page made the request, or people opened its address. Absent: the browser does not say. */
function isOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'nobody' : JSON.stringify(text.slice(0, 200));
}
