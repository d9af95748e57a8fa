/** Traces kept in the index of the disk cache, so that they outlive the process. */
import { z } from 'zod';
import type { Trace, TraceStore } from '../../run/trace.ts';
import type { CacheIndex } from './cache-index.ts';

/** A record that another version wrote in another form counts as absent. */
const componentsSchema = z
  .string()
  .refine((text) => z.array(z.tuple([z.string(), z.string()])).safeParse(JSON.parse(text)).success);
const recordSchema = z.object({ key: z.string(), components: componentsSchema, seconds: z.number().optional() });

export class DiskTraces implements TraceStore {
  readonly #index: CacheIndex;

  constructor(index: CacheIndex) {
    this.#index = index;
  }

  get(scope: string, node: string): Trace | undefined {
    try {
      const record = this.#index.traceOf(scope, node);
      return record === undefined ? undefined : recordSchema.parse(JSON.parse(record));
    } catch {
      return undefined;
    }
  }

  /** A trace that cannot be written is dropped: only the next explanation is less precise. */
  put(scope: string, node: string, trace: Trace): void {
    this.#index.trace(scope, node, JSON.stringify(trace)).catch(() => {});
  }
}
