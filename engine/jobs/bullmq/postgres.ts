/** PostgreSQL, over one pool of connections. The tables of BullMQ lie in a schema of their own. */
import type { BackendFactory, ConnectionOptions, RedisQueueBackend, RelayBackendFactory } from 'bullmq';
import type { Datastore } from './datastore.ts';

/** Most connections of one process. One of them waits for messages. */
const CONNECTIONS = 6;
/** As BullMQ names it. */
const SCHEMA = 'bullmq';

/** @throws Error when the database cannot be reached, or lacks a right that BullMQ's migrations need. */
export async function openPostgres(url: string): Promise<Datastore> {
  const [bullmq, { default: pg }] = await Promise.all([import('bullmq'), import('pg')]);
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    keepAlive: true,
    options: `-c search_path=${SCHEMA}`,
    connectionTimeoutMillis: 5000,
  });
  const listeners: ((error: Error) => void)[] = [];
  pool.on('error', (error) => listeners.forEach((listener) => listener(error)));
  try {
    const client = await pool.connect();
    // Of several processes that begin at once, the first migrates and the others wait for it.
    await bullmq.runMigrations(client, SCHEMA).finally(() => client.release());
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    // Queue and worker are typed by the backend of Redis, whose interface this one shares.
    connection: pool as unknown as ConnectionOptions,
    backend: bullmq.createPostgresBackend as unknown as BackendFactory<RedisQueueBackend>,
    relayBackend: bullmq.createPostgresRelayBackend as unknown as RelayBackendFactory,
    onProblem: (listener) => void listeners.push(listener),
    ping: () => pool.query('SELECT 1'),
    close: () => pool.end(),
  };
}
