/** The names and addresses a server answers to. */
import { networkInterfaces } from 'node:os';

const LOOPBACK_NAME = /^(?:(?:[a-z0-9_-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const LOOPBACK_ADDRESS = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/i;

/** Whether a host name, in lower case and without port, can only mean the machine of the browser. */
export function isLoopbackName(hostname: string): boolean {
  return LOOPBACK_NAME.test(hostname);
}

/** Whether an address, such as the one a server listens at, is reached from this machine only. */
export function isLoopback(address: string): boolean {
  return LOOPBACK_ADDRESS.test(address.replace(/^::ffff:/i, ''));
}

/** Whether an address stands for every address of this machine. */
export function isEverywhere(address: string): boolean {
  return ['0.0.0.0', '::', '[::]'].includes(address);
}

/**
 * The names a server answers to, besides those of the loopback interface; in lower case and without port.
 * @param bound the address it listens at; for one that {@link isEverywhere} accepts, all addresses of this machine
 *   count.
 * @param given further names.
 */
export function hostsOf(bound: string, given: readonly string[]): Set<string> {
  const own = isEverywhere(bound) ? ownAddresses() : [bound];
  return new Set([...own, ...given].map(normalised));
}

/** Reads a Host header as a browser would; undefined when it is not a host. */
export function readHost(host: string | undefined): URL | undefined {
  if (host === undefined || !HOST.test(host)) return undefined;
  try {
    return new URL(`http://${host}`);
  } catch {
    return undefined;
  }
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
}

/** As in a URL: an IPv6 address is in brackets and has no zone. */
function normalised(host: string): string {
  const isBareIpv6 = host.includes(':') && !host.startsWith('[');
  return (isBareIpv6 ? `[${host.replace(/%.*$/, '')}]` : host).toLowerCase();
}
