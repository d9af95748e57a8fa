/**
 * Measures how long a run goes on after it was cancelled: from the request until its end is recorded, at a worker of a
 * fleet on Valkey, and at a server that carries its runs out itself.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorker } from '../../engine/fleet/worker/start-worker.ts';
import { startServer } from '../../engine/index.ts';
import { Asking, chainOf, PACK } from '../../test/server/runs/runs-support.ts';
import { startValkey } from '../../test/support/services/index.ts';
import { record } from '../record.ts';

const RUNS = 40;
/** Milliseconds: runs are cancelled at moments that fall anywhere between two beats of a worker. */
const [AT_WORK, SPREAD] = [300, 37];

const folder = await mkdtemp(join(tmpdir(), 'inkloom-cancel-latency-'));
await mkdir(join(folder, 'store'));
const valkey = await startValkey();
const settings = { nodes: [PACK], store: join(folder, 'store') };
const place = (name: string) => ({ port: 0, data: join(folder, name), cache: join(folder, `cache-${name}`) });

/** Cancels runs of one node that stops as soon as it is told. @returns milliseconds, the shortest first. */
async function latencies(url: string, data: string): Promise<readonly number[]> {
  const server = new Asking(url, data);
  const measured: number[] = [];
  for (let number = 0; number < RUNS; number++) {
    const workflow = chainOf({ type: 'test/slow', inputs: { steps: 1000, pause: 20 } }, number);
    const { id } = await server.run(workflow);
    await server.until(id, ({ nodes }) => nodes['through']?.state === 'running');
    await sleep(AT_WORK + number * SPREAD);
    const start = performance.now();
    await server.ask('POST', `/api/runs/${id}/cancel`);
    await server.until(id);
    measured.push(performance.now() - start);
  }
  return measured.toSorted((a, b) => a - b);
}

const shown = (sorted: readonly number[]): string => {
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0);
  return `median ${at(0.5)} ms, 90th percentile ${at(0.9)} ms, at most ${at(1)} ms`;
};

const fleet = await startServer({ ...settings, ...place('fleet'), queue: valkey.url });
const worker = await startWorker({ ...settings, queue: valkey.url, cache: join(folder, 'cache-worker') });
const atWorker = await latencies(fleet.url, fleet.data);
await worker.close(0);
await fleet.close();
const alone = await startServer({ ...settings, ...place('alone') });
const atServer = await latencies(alone.url, alone.data);
await alone.close();
const places = `at a worker: ${shown(atWorker)}; at a server alone: ${shown(atServer)}`;
const figures = `${RUNS} runs cancelled at work; ${places}`;
console.log(figures);
await record('npx tsx bench/sizes/cancel-latency.ts', figures);
await valkey.close();
await rm(folder, { recursive: true, force: true });
