/** Traces that outlive the process, in the index of the disk cache. */
import { z } from 'zod';
import type { Trace, TraceStore } from '../../run/trace.ts';
import type { CacheIndex } from './cache-index.ts';

/** Another version may have written another kind of record: it then counts as none. */
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

  /** Lost when the process is killed in the same moment: the next explanation is less precise, nothing else. */
  put(scope: string, node: string, trace: Trace): void {
    this.#index.trace(scope, node, JSON.stringify(trace)).catch(() => {});
  }
}
