/** The metrics that a server counts while it works: docs/operations.md lists them. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Bounds in seconds: from a node of text to a picture of 60 steps on a processor. */
const NODE_SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000];
const WAIT_SECONDS = [0.1, 1, 10, 60, 300, 1800, 3600, 6 * 3600, 24 * 3600];
const HTTP_SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

export type Meters = ReturnType<typeof makeMeters>;

export function makeMeters(registry: Registry) {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `inkloom_${name}`, help, labelNames: [...labelNames], registers });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter<Label>({ name: `inkloom_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    buckets: readonly number[],
    labelNames: readonly Label[] = [],
  ) =>
    new Histogram<Label>({
      name: `inkloom_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers,
    });
  return {
    // Counted as it happens.
    ended: counter('runs_ended_total', 'Runs that are over, by how they ended.', ['state']),
    resumed: counter('runs_resumed_total', 'Starts of runs that had been started before.'),
    runSeconds: histogram('run_seconds', 'Seconds from the start of a run to its end.', NODE_SECONDS, ['state']),
    waitSeconds: histogram('run_wait_seconds', 'Seconds that runs waited for their first start.', WAIT_SECONDS),
    nodeSeconds: histogram('node_seconds', 'Seconds that computed nodes took, by type.', NODE_SECONDS, ['type']),
    nodesFailed: counter('nodes_failed_total', 'Nodes that failed, by type.', ['type']),
    results: counter(
      'results_total',
      'Results of nodes, by where they came from: a tier of the cache, another run at work, or computed.',
      ['source'],
    ),
    restarts: counter('inference_restarts_total', 'Restarts of the inference process after it ended by itself.'),
    requests: counter('http_requests_total', 'Requests that were answered.', ['method', 'route', 'status']),
    requestSeconds: histogram('http_request_seconds', 'Seconds until requests were answered.', HTTP_SECONDS, [
      'method',
    ]),
    // Read when somebody asks.
    running: gauge('runs_running', 'Runs that are carried out now.'),
    queued: gauge('queue_length', 'Runs that wait, by priority.', ['priority']),
    oldest: gauge('queue_oldest_seconds', 'Seconds since the oldest waiting run was queued, by priority.', [
      'priority',
    ]),
    cacheEntries: gauge('cache_entries', 'Results that are kept.'),
    cacheBytes: gauge('cache_bytes', 'Bytes of the results that are kept.'),
    cacheLimit: gauge('cache_limit_bytes', 'Most bytes of results that are kept.'),
    diskFree: gauge('data_free_bytes', 'Free bytes of the disk with the data folder.'),
    resident: gauge('process_resident_bytes', 'Memory of the processes.', ['process']),
    cpu: gauge('process_cpu_seconds', 'Processor seconds of the server since its start, without inference.'),
    memory: gauge('machine_memory_bytes', 'Memory of the machine.', ['state']),
    device: gauge('device_bytes', 'Memory of a device for weights: used, and the most that may be.', [
      'device',
      'state',
    ]),
    models: gauge('models_loaded', 'Parts of models in memory.'),
    model: gauge('model_bytes', 'Bytes of a part of a model in memory, copied and mapped.', ['model', 'kind']),
    workers: gauge('workers', 'Workers of the fleet, by what they do.', ['state']),
    ready: gauge('ready', '1 while /ready answers 200, else 0.'),
    info: gauge('info', 'The version, as a label.', ['version']),
  };
}
