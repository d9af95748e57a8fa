/** The address of a queue, as people give it. It may hold a password, which no message may show. */

export type QueueKind = 'redis' | 'postgres';

export interface QueueAddress {
  readonly kind: QueueKind;
  /** With the password. */
  readonly url: string;
  /** For messages. */
  readonly shown: string;
}

const KINDS: Readonly<Record<string, QueueKind>> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'valkey:': 'redis',
  'valkeys:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};

const EXPECTED = 'expected redis://HOST:PORT or postgres://USER:PASSWORD@HOST:PORT/DATABASE';

/** @throws Error that shows no password. */
export function queueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const kind = KINDS[url?.protocol ?? ''];
  if (!url || kind === undefined || url.hostname === '')
    throw new Error(
      `--queue: ${EXPECTED}, got ${url ? `an address that begins with "${url.protocol}"` : 'no address'}`,
    );
  // The client knows Valkey by the name of Redis, whose protocol both speak.
  return { kind, url: text.replace(/^valkey/, 'redis'), shown: withoutSecrets(url) };
}

/** Passwords stand before the host or, for PostgreSQL, among the parameters. */
function withoutSecrets({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}
