/** Makes the security policy from the options. A server is never opened to other machines by accident. */
import type { StartServerOptions } from '../../host/server-options.ts';
import { UsageError } from '../../host/usage-error.ts';
import { hostsOf, isLoopback } from './hosts.ts';
import type { SecurityPolicy } from './policy.ts';

export const DEFAULT_HOST = '127.0.0.1';
const SHORTEST_TOKEN = 8;

/** @throws UsageError */
export function policyOf({
  host = DEFAULT_HOST,
  token,
  insecure = false,
  allowOrigins = [],
  allowHosts = [],
}: Pick<StartServerOptions, 'host' | 'token' | 'insecure' | 'allowOrigins' | 'allowHosts'>): SecurityPolicy {
  // A token is sent in a header, and once in the address of the editor.
  if (token !== undefined && !/^[\w~.+/=-]+$/.test(token))
    throw new UsageError('--token: expected letters, digits and the signs - _ ~ . + / =');
  if (token !== undefined && token.length < SHORTEST_TOKEN)
    throw new UsageError(`--token: expected at least ${SHORTEST_TOKEN} characters`);
  if (!isLoopback(host) && token === undefined && !insecure) {
    throw new UsageError(
      `Other machines can reach ${host}, and anybody who reaches the server can use it: ` +
        'give it a token (--token, or INKLOOM_TOKEN), or say that this is intended (--insecure).',
    );
  }
  return { hosts: hostsOf(host, allowHosts.map(checkHost)), origins: new Set(allowOrigins.map(checkOrigin)), token };
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
