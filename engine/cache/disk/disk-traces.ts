/** Traces that outlive the process, in the index of the disk cache. */
import type { Trace, TraceStore } from '../../run/trace.ts';
import type { CacheIndex } from './cache-index.ts';

export class DiskTraces implements TraceStore {
  readonly #index: CacheIndex;

  constructor(index: CacheIndex) {
    this.#index = index;
  }

  get(scope: string, node: string): Trace | undefined {
    try {
      const record = this.#index.traceOf(scope, node);
      return record === undefined ? undefined : (JSON.parse(record) as Trace);
    } catch {
      return undefined;
    }
  }

  /** Lost when the process is killed in the same moment: the next explanation is less precise, nothing else. */
  put(scope: string, node: string, trace: Trace): void {
    this.#index.trace(scope, node, JSON.stringify(trace)).catch(() => {});
  }
}
