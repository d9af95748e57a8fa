/** Makes the application listen at an address, or finds a free port. */
import type { AddressInfo } from 'node:net';
import type { StartServerOptions } from '../../host/server-options.ts';
import { UsageError } from '../../host/usage-error.ts';
import type { App } from '../context.ts';
import { DEFAULT_HOST } from '../security/configure.ts';
import { isEverywhere } from '../security/hosts.ts';

const DEFAULT_PORT = 4360;
/** Ports to try when none was given, from the default one upwards. */
const TRIED = 20;

export async function listen(
  app: App,
  { host = DEFAULT_HOST, port }: Pick<StartServerOptions, 'host' | 'port'>,
  say: (message: string) => void,
): Promise<{ readonly url: string; readonly port: number }> {
  const ports = port === undefined ? Array.from({ length: TRIED }, (_, i) => DEFAULT_PORT + i) : [port];
  for (const tried of ports) {
    try {
      await app.listen({ host, port: tried });
      const { port: got } = app.server.address() as AddressInfo;
      if (port === undefined && got !== DEFAULT_PORT)
        say(`Port ${DEFAULT_PORT} is taken; the server is at ${got} instead.`);
      return { url: `http://${nameOf(host)}:${got}`, port: got };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port === undefined) continue;
      if (code === 'EADDRINUSE')
        throw new UsageError(`Port ${tried} of ${host} is taken by another program.`, { cause: error });
      if (['EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code ?? ''))
        throw new UsageError(`The server cannot listen at ${host}, port ${tried}: ${message}`, { cause: error });
      throw error;
    }
  }
  throw new UsageError(
    `The ports ${DEFAULT_PORT} to ${DEFAULT_PORT + TRIED - 1} of ${host} are all taken: give another one with --port.`,
  );
}

/** A name under which this machine reaches the server. */
function nameOf(host: string): string {
  if (isEverywhere(host)) return DEFAULT_HOST;
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
