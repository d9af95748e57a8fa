/** The parts of the cache that clients can see and change. */
import type { Composed } from '../host/compose.ts';

/** The results kept between runs: on disk, shared with other processes, or in memory when there is no disk cache. */
export interface CacheControl {
  statistics(): Promise<{
    readonly entries: number;
    readonly bytes: number;
    /** Most bytes that are kept. */
    readonly limit: number;
  }>;
  /** Removes every result that no run of any process is using. */
  clear(): Promise<void>;
}

export function cacheControl({ disk, memory }: Pick<Composed, 'disk' | 'memory'>): CacheControl {
  return {
    statistics: async () => (disk ?? memory).statistics(),
    async clear() {
      memory.clear();
      await disk?.collect({ bytes: 0 });
    },
  };
}
