/** Redis or Valkey, over one connection that connects again by itself. */
import type { Datastore } from './datastore.ts';

/** Milliseconds between attempts to connect again. */
const RETRY = { first: 100, last: 2000 } as const;

export async function openRedis(url: string): Promise<Datastore> {
  const { Redis } = await import('ioredis');
  const connection = new Redis(url, {
    // BullMQ asks for it: a command waits for the connection instead of failing.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(RETRY.first * 2 ** Math.min(times - 1, 10), RETRY.last),
  });
  return {
    connection,
    backend: undefined,
    relayBackend: undefined,
    onProblem: (listener) => void connection.on('error', listener),
    ping: () => connection.ping(),
    async close() {
      connection.disconnect();
    },
  };
}
