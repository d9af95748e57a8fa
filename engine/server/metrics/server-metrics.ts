/** Counts what a server does, for `/metrics`. Counting begins before prom-client is loaded: nothing waits for it. */
import type { Registry } from 'prom-client';
import type { Lease, RunRecord } from '../../protocol/index.ts';
import type { RunEvent } from '../../run/events.ts';
import type { Graph } from '../../graph/graph.ts';
import type { App } from '../context.ts';
import type { RunWatcher } from '../runs/run-watcher.ts';
import type { Meters } from './meters.ts';
import { nodeTypeOf } from './node-types.ts';

/** Writes what is read when somebody asks. */
export type Gauges = (meters: Meters) => void | Promise<void>;

interface RunAtWork {
  readonly graph: Graph;
  /** Ids of nodes that were replaced by others, such as the steps of a denoise loop. */
  readonly expanded: Set<string>;
}

export class ServerMetrics implements RunWatcher {
  /** By id of the run. */
  readonly #running = new Map<string, RunAtWork>();
  /** What was counted before the meters were there. */
  #early: ((meters: Meters) => void)[] = [];
  #meters: Meters | undefined;
  #loading: Promise<{ readonly registry: Registry; readonly meters: Meters }> | undefined;

  /** Loads prom-client, once the server has nothing more urgent to do. */
  load(): Promise<{ readonly registry: Registry; readonly meters: Meters }> {
    return (this.#loading ??= this.#load());
  }

  async #load(): Promise<{ readonly registry: Registry; readonly meters: Meters }> {
    const [{ Registry: Made }, { makeMeters }] = await Promise.all([import('prom-client'), import('./meters.ts')]);
    const registry = new Made();
    const meters = makeMeters(registry);
    this.#meters = meters;
    for (const count of this.#early.splice(0)) count(meters);
    return { registry, meters };
  }

  /** All metrics in the text format of Prometheus. */
  async text(gauges: Gauges): Promise<{ readonly type: string; readonly text: string }> {
    const { registry, meters } = await this.load();
    await gauges(meters);
    return { type: registry.contentType, text: await registry.metrics() };
  }

  /** Counts the requests of an application. To be called before its routes are added. */
  watchRequests(app: App): void {
    app.addHook('onResponse', async (request, reply) => {
      const { method } = request;
      // Addresses would be without number; routes are not.
      const route = request.routeOptions.url ?? 'none';
      const [status, seconds] = [String(reply.statusCode), reply.elapsedTime / 1000];
      this.#count(({ requests, requestSeconds }) => {
        requests.inc({ method, route, status });
        requestSeconds.observe({ method }, seconds);
      });
    });
  }

  restarted(): void {
    this.#count(({ restarts }) => restarts.inc());
  }

  began({ run, workflow, attempt }: Lease): void {
    this.#running.set(run.id, { graph: workflow, expanded: new Set() });
    const waited = run.started === undefined ? undefined : (run.started - run.created) / 1000;
    this.#count(({ resumed, waitSeconds }) => {
      if (attempt > 1) resumed.inc();
      else if (waited !== undefined) waitSeconds.observe(waited);
    });
  }

  changed(run: RunRecord): void {
    const { id, state, started, ended } = run;
    if (state === 'running') return;
    this.#running.delete(id);
    if (state === 'queued' || ended === undefined) return;
    this.#count((meters) => {
      meters.ended.inc({ state });
      if (started !== undefined) meters.runSeconds.observe({ state }, (ended - started) / 1000);
    });
  }

  event(event: RunEvent): void {
    const run = this.#running.get(event.run);
    if (!run) return;
    if (event.type === 'node-expanded') run.expanded.add(event.node);
    if (event.type === 'node-failed') {
      const type = nodeTypeOf(run.graph, event.node) ?? event.failure.type;
      this.#count(({ nodesFailed }) => nodesFailed.inc({ type }));
    }
    // The parts of an expansion are counted, and the node that expanded is not counted again.
    if (event.type !== 'node-done' || run.expanded.has(event.node)) return;
    const { origin, seconds } = event;
    const type = nodeTypeOf(run.graph, event.node) ?? 'unknown';
    this.#count(({ results, nodeSeconds }) => {
      results.inc({ source: origin });
      if (origin === 'executed') nodeSeconds.observe({ type }, seconds);
    });
  }

  #count(work: (meters: Meters) => void): void {
    if (this.#meters) work(this.#meters);
    else this.#early.push(work);
  }
}
