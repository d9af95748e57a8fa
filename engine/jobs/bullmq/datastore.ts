/** The seam between BullMQ's classes and the datastore that they work on. */
import type { BackendFactory, ConnectionOptions, RedisQueueBackend, RelayBackendFactory } from 'bullmq';

export interface Datastore {
  readonly connection: ConnectionOptions;
  /** Undefined for BullMQ's own default, Redis. */
  readonly backend: BackendFactory<RedisQueueBackend> | undefined;
  readonly relayBackend: RelayBackendFactory | undefined;
  /** @param listener called with errors of the connection, those of attempts to connect again included. */
  onProblem(listener: (error: Error) => void): void;
  /** Asks the datastore for a sign of life. */
  ping(): Promise<unknown>;
  close(): Promise<void>;
}
