/**
 * The cookie that pages of the editor show in place of the token. A browser sends no header of the page with pictures
 * and WebSockets, and addresses are written into logs and histories. The rules: docs/security.md#tokens.
 */
import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isEqual } from './is-equal.ts';

/** Cookies of a host are shared by all its ports. The name keeps two servers of one machine apart. */
const NAME_DIGITS = 8;

/**
 * @returns the `Set-Cookie` of a page that has given the token. The cookie lasts until the browser is closed, and stays
 * valid until the server gets another token.
 * @param origins of pages in front of the server, such as those of a proxy.
 */
export function pageCookie(token: string, origins: Iterable<string>, request: IncomingMessage): string {
  return [
    `${nameOf(token)}=${valueOf(token)}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    ...(isEncrypted(origins, request) ? ['Secure'] : []),
  ].join('; ');
}

/** @param header the `Cookie` of a request. */
export function hasPageCookie(header: string | undefined, token: string): boolean {
  const wanted = `${nameOf(token)}=`;
  return (header ?? '')
    .split(';')
    .map((cookie) => cookie.trim())
    .some((cookie) => cookie.startsWith(wanted) && isEqual(cookie.slice(wanted.length), valueOf(token)));
}

/**
 * Whether the browser reached the server over TLS, by a proxy that says so, or by an origin of `--allow-origin` that
 * has the name of the request.
 */
function isEncrypted(origins: Iterable<string>, { headers, socket }: IncomingMessage): boolean {
  const [forwarded = ''] = String(headers['x-forwarded-proto'] ?? '').split(',');
  if ('encrypted' in socket || forwarded.trim() === 'https' || headers.origin?.startsWith('https:')) return true;
  return [...origins].some((origin) => origin === `https://${headers.host}`);
}

/** Not the token itself: who gets hold of the cookie does not learn it. */
function valueOf(token: string): string {
  return createHmac('sha256', token).update('inkloom page').digest('base64url');
}

function nameOf(token: string): string {
  return `inkloom-${createHmac('sha256', token).update('inkloom name').digest('hex').slice(0, NAME_DIGITS)}`;
}
