/** Opens the tier of the cache that machines share, from the address of a store. */
import { typeCodecs } from '../../../nodes/codecs.ts';
import { STEP_MEMORY } from '../../../nodes/sockets.ts';
import type { ResultEntry } from '../../cache/result.ts';
import { SharedCache } from '../../cache/shared/shared-cache.ts';
import { openStore } from '../../store/open-store.ts';
import { StoreError } from '../../store/store-error.ts';
import { UsageError } from '../usage-error.ts';

export interface SharedTier {
  readonly cache: SharedCache;
  /** Waits a while for what is being written. */
  close(): Promise<void>;
}

/** The store that settings name; undefined without one. */
export function storeAddress(given: string | undefined): string | undefined {
  return given ?? (process.env['INKLOOM_STORE'] || undefined);
}

/**
 * @param say called with messages for the user. A store that does not answer now is told of, and asked again later.
 * @throws UsageError for a store that cannot be used, with what to type.
 */
export async function openShared(address: string, say: (message: string) => void): Promise<SharedTier> {
  const store = await openStore(address).catch(refuse);
  await store.check().catch((error: unknown) => {
    if (error instanceof StoreError && error.code === 'unreachable') say(error.message);
    else refuse(error);
  });
  const cache = new SharedCache({ store, codecs: typeCodecs, shelfOf, onProblem: say });
  return {
    cache,
    async close() {
      await cache.close();
      store.close();
    },
  };
}

/** Latents between two steps are worth keeping for as long as a picture is made. */
function shelfOf({ outputs }: ResultEntry): 'steps' | 'results' {
  return Object.values(outputs).some(({ type }) => type === STEP_MEMORY.name) ? 'steps' : 'results';
}

function refuse(error: unknown): never {
  if (error instanceof StoreError) throw new UsageError(`--store: ${error.message}`);
  throw error;
}
