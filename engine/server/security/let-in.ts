/** Pages exchange a secret in their address for a cookie: the token, or the code of an invitation. */
import type { IncomingMessage } from 'node:http';
import { pageCookie } from './cookie.ts';
import type { Invitations } from './invitations.ts';
import { holderAmong } from './holder.ts';
import { isEqual } from './is-equal.ts';
import type { SecurityPolicy } from './policy.ts';

/**
 * The answer to a page whose address holds a token or the code of an invitation: the same address without it, and the
 * cookie if one is right. The page itself is never loaded at the address with the secret, which its requests would
 * repeat in `Referer`.
 */
export function letIn(
  policy: SecurityPolicy,
  invitations: Invitations,
  request: IncomingMessage,
): Record<string, string> | undefined {
  const query = new URLSearchParams(request.url?.split('?').slice(1).join('?'));
  const [given, code] = [query.get('token'), query.get('code')];
  if (given === null && code === null) return undefined;
  query.delete('token');
  query.delete('code');
  const { tokens } = policy;
  const right = given === null ? undefined : holderAmong(tokens, (token) => isEqual(given, token));
  // A code that was used up says nothing: the page asks for the token, unless it has its cookie already.
  const isInvited = request.method === 'GET' && code !== null && invitations.redeem(code);
  const holder = right ?? (isInvited ? tokens[0] : undefined);
  if (given !== null && tokens.length > 0 && !right) query.set('refused', 'token');
  return {
    'location': query.size === 0 ? '/' : `/?${query.toString()}`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    ...(holder ? { 'set-cookie': pageCookie(holder.token, policy.origins, request) } : {}),
  };
}
