/**
 * What a node looked like the last time it ran: the parts of its key and how long it took. It answers why a node runs again and
 * how long it will take; it never decides what is reused.
 */
import type { KeyComponents } from '../cache/keys.ts';

export interface Trace {
  readonly key: string;
  readonly components: KeyComponents;
  /** Of the last time it was computed; undefined when it was only ever found. */
  readonly seconds?: number | undefined;
}

export interface TraceStore {
  /** @param scope keeps the nodes of one workflow apart from another's. */
  get(scope: string, node: string): Trace | undefined;
  put(scope: string, node: string, trace: Trace): void;
}

/** Traces of this process, the oldest forgotten first. */
export class MemoryTraces implements TraceStore {
  readonly #traces = new Map<string, Trace>();
  readonly #limit: number;

  /** @param limit nodes to remember; default 100,000. */
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
