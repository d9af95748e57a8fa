/** Makes the security policy from the options. A server is never opened to other machines by accident. */
import type { StartServerOptions } from '../../host/server-options.ts';
import { UsageError } from '../../host/usage-error.ts';
import { hostsOf, isLoopback } from './hosts.ts';
import type { AccessToken } from './holder.ts';
import type { SecurityPolicy } from './policy.ts';
import { readRate } from './rate.ts';

export const DEFAULT_HOST = '127.0.0.1';
const SHORTEST_TOKEN = 8;

/** @throws UsageError */
export function policyOf({
  host = DEFAULT_HOST,
  token,
  tokens: named = {},
  insecure = false,
  allowOrigins = [],
  allowHosts = [],
}: Pick<StartServerOptions, 'host' | 'token' | 'tokens' | 'insecure' | 'allowOrigins' | 'allowHosts'>): SecurityPolicy {
  if (token !== undefined) checkToken(token, '--token');
  const tokens = [...(token === undefined ? [] : [{ token }]), ...namedTokens(named)];
  checkDistinct(tokens);
  if (!isLoopback(host) && tokens.length === 0 && !insecure) {
    throw new UsageError(
      `Other machines can reach ${host}, and anybody who reaches the server can use it: ` +
        'give it a token (--token, INKLOOM_TOKEN, or --tokens), or say that this is intended (--insecure).',
    );
  }
  return { hosts: hostsOf(host, allowHosts.map(checkHost)), origins: new Set(allowOrigins.map(checkOrigin)), tokens };
}

function namedTokens(named: NonNullable<StartServerOptions['tokens']>): AccessToken[] {
  return Object.entries(named).map(([name, { token, runs, priority }]) => {
    checkToken(token, `--tokens: the token of "${name}"`);
    const rate = runs === undefined ? undefined : readRate(runs);
    if (runs !== undefined && !rate)
      throw new UsageError(
        `--tokens: "runs" of "${name}": expected a number and a period, such as 100/hour, got "${runs}"; ` +
          'periods are second, minute, hour and day',
      );
    return { name, token, runs: rate, priority };
  });
}

/** A token is sent in a header, and once in the address of the editor. */
function checkToken(token: string, what: string): void {
  if (!/^[\w~.+/=-]+$/.test(token))
    throw new UsageError(`${what}: expected letters, digits and the signs - _ ~ . + / =`);
  if (token.length < SHORTEST_TOKEN) throw new UsageError(`${what}: expected at least ${SHORTEST_TOKEN} characters`);
}

/** Who holds a token of two names could be either. */
function checkDistinct(tokens: readonly AccessToken[]): void {
  const names = new Map<string, string>();
  for (const { token, name = '--token' } of tokens) {
    const other = names.get(token);
    if (other !== undefined) throw new UsageError(`--tokens: "${other}" and "${name}" have the same token`);
    names.set(token, name);
  }
}

function checkHost(host: string): string {
  if (/^(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+|[0-9a-f:]+)$/i.test(host)) return host;
  throw new UsageError(`--allow-host: expected a name without port, such as inkloom.example, got "${host}"`);
}

function checkOrigin(origin: string): string {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url && ['http:', 'https:'].includes(url.protocol) && (url.origin === origin || `${url.origin}/` === origin))
    return url.origin;
  throw new UsageError(
    `--allow-origin: expected scheme, name and port, such as https://inkloom.example, got "${origin}"`,
  );
}
