/** The workflows of runs: those this page queued, and others once the server has sent them. */
import { signal } from '@preact/signals';
import type { Workflow } from '../../engine/protocol/index.ts';

/** Most workflows to keep. The oldest are dropped. */
const MOST = 100;

export class RunWorkflows {
  readonly #load: (run: string) => Promise<{ readonly workflow: Workflow }>;
  readonly #known = signal<ReadonlyMap<string, Workflow>>(new Map());
  /** Runs that were asked for. One that cannot be had is not asked for again. */
  readonly #asked = new Set<string>();

  constructor(load: (run: string) => Promise<{ readonly workflow: Workflow }>) {
    this.#load = load;
  }

  /** Undefined until the server has answered. Subscribes to the answer. */
  of(run: string): Workflow | undefined {
    const known = this.#known.value.get(run);
    if (known === undefined && !this.#asked.has(run)) {
      this.#asked.add(run);
      this.#load(run).then(
        ({ workflow }) => this.put(run, workflow),
        () => {},
      );
    }
    return known;
  }

  put(run: string, workflow: Workflow): void {
    const next = new Map([...this.#known.peek(), [run, workflow]]);
    const [oldest] = next.keys();
    if (next.size > MOST && oldest !== undefined) next.delete(oldest);
    this.#known.value = next;
  }
}
