/** Opens what server and workers of a fleet share: the queue and the content store. */
import { storeAddress } from '../host/store/shared-cache.ts';
import { UsageError } from '../host/usage-error.ts';
import { type Broker, openBroker } from '../jobs/bullmq/broker.ts';
import { queueAddress } from '../jobs/bullmq/queue-address.ts';
import type { ContentStore } from '../store/content-store.ts';
import { openStore } from '../store/open-store.ts';

export interface FleetAddresses {
  /** Of the queue. */
  readonly queue: string;
  /** Of the content store; default: `INKLOOM_STORE`. */
  readonly store?: string | undefined;
}

export interface Fleet {
  readonly broker: Broker;
  readonly store: ContentStore;
  /** The address of the queue without its password. */
  readonly queue: string;
  close(): Promise<void>;
}

/** @throws UsageError for an address that cannot be read, a queue or a store that cannot be used. */
export async function openFleet(addresses: FleetAddresses, say: (message: string) => void): Promise<Fleet> {
  const address = usable(() => queueAddress(addresses.queue));
  const place = storeAddress(addresses.store);
  if (place === undefined)
    throw new UsageError('--queue: server and workers share a store too. Give --store FOLDER or s3://bucket/prefix.');
  const store = await openStore(place).catch(refuse);
  await store.check().catch(refuse);
  const broker = await openBroker(await address, say).catch((error: unknown) => {
    store.close();
    return refuse(error);
  });
  return {
    broker,
    store,
    queue: (await address).shown,
    async close() {
      await broker.close();
      store.close();
    },
  };
}

async function usable<T>(read: () => T): Promise<T> {
  try {
    return read();
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
}
