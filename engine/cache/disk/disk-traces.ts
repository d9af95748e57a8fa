/** Traces kept in the index of the disk cache, so that they outlive the process. */
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
      const trace: unknown = record === undefined ? undefined : JSON.parse(record);
      return isTrace(trace) ? trace : undefined;
    } catch {
      return undefined;
    }
  }

  /** A trace that cannot be written is dropped: only the next explanation is less precise. */
  put(scope: string, node: string, trace: Trace): void {
    this.#index.trace(scope, node, JSON.stringify(trace)).catch(() => {});
  }
}

/** A record that another version wrote in another form counts as absent. A schema would cost more than the reading. */
function isTrace(value: unknown): value is Trace {
  if (typeof value !== 'object' || value === null) return false;
  const { key, components, seconds } = value as Partial<Record<keyof Trace, unknown>>;
  if (typeof key !== 'string' || typeof components !== 'string') return false;
  if (seconds !== undefined && typeof seconds !== 'number') return false;
  const parts: unknown = JSON.parse(components);
  return Array.isArray(parts) && parts.every(isPair);
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((text) => typeof text === 'string');
}
