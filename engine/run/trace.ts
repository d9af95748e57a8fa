/**
 * The trace of a node's last run: the parts of its key and the time it took. Traces explain why a node runs again and
 * forecast how long it will take; they never decide what is reused.
 */
import type { KeyComponents } from '../cache/keys.ts';

export interface Trace {
  readonly key: string;
  readonly components: KeyComponents;
  /** Time of the last computation; undefined when the result was only ever found. */
  readonly seconds?: number | undefined;
}

export interface TraceStore {
  /** @param scope name of the workflow: two workflows may have nodes of the same id. */
  get(scope: string, node: string): Trace | undefined;
  put(scope: string, node: string, trace: Trace): void;
}

/** Traces in memory, oldest dropped first. */
export class MemoryTraces implements TraceStore {
  readonly #traces = new Map<string, Trace>();
  readonly #limit: number;

  /** @param limit traces to keep; default 100,000. */
  constructor(limit = 100_000) {
    this.#limit = limit;
  }

  get(scope: string, node: string): Trace | undefined {
    return this.#traces.get(`${scope}\n${node}`);
  }

  put(scope: string, node: string, trace: Trace): void {
    this.#traces.set(`${scope}\n${node}`, trace);
    if (this.#traces.size <= this.#limit) return;
    const oldest = this.#traces.keys().next().value;
    if (oldest !== undefined) this.#traces.delete(oldest);
  }
}
