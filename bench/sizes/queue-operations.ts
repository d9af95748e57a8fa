/** Counts what runs cost a queue: commands of Valkey for each run of a fleet, and for a worker that waits. */
import { Redis } from 'ioredis';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer, type Workflow } from '../../engine/index.ts';
import { startWorker } from '../../engine/fleet/worker/start-worker.ts';
import { startValkey } from '../../test/support/services/index.ts';
import type { RunInfo } from '../../engine/protocol/index.ts';
import { record } from '../record.ts';

const RUNS = 20;
/** Milliseconds for which a fleet without work is watched. */
const WATCHED = 10_000;

const folder = await mkdtemp(join(tmpdir(), 'inkloom-queue-operations-'));
await mkdir(join(folder, 'store'));
const valkey = await startValkey();
const client = new Redis(valkey.url);
/** Commands that Valkey has carried out, those of this line left out. */
let asked = 0;
const commands = async (): Promise<number> => {
  const [, count] = /total_commands_processed:(\d+)/.exec(await client.info('stats')) ?? [];
  return Number(count) - (asked += 1);
};
const settings = { models: ['models'], store: join(folder, 'store'), queue: valkey.url };
const server = await startServer({ ...settings, port: 0, data: join(folder, 'data'), noCache: true });
const worker = await startWorker({ ...settings, cache: join(folder, 'cache'), name: 'one', say: console.warn });

const ask = async <T>(path: string, body?: unknown): Promise<T> => {
  const headers = { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  return (await (await fetch(server.url + path, sent)).json()) as T;
};
const { workflow } = (
  await ask<readonly { readonly name: string; readonly workflow: Workflow }[]>('/api/templates')
).find(({ name }) => name === 'text-to-image') as { readonly workflow: Workflow };
/** A picture of 64 x 64 pixels in two steps: the queue is asked the same for every picture. */
const small = (seed: number): Workflow => {
  const nodes = structuredClone(workflow.nodes) as Record<string, { inputs: Record<string, unknown> }>;
  for (const [name, value] of [
    ['size.width', 64],
    ['size.height', 64],
    ['schedule.steps', 2],
    ['denoise.seed', seed],
  ] as const) {
    const [node = '', input = ''] = name.split('.');
    (nodes[node] as { inputs: Record<string, unknown> }).inputs[input] = value;
  }
  return { ...workflow, nodes: nodes as Workflow['nodes'] };
};
const over = async (): Promise<number> =>
  (await ask<readonly RunInfo[]>('/api/runs')).filter(({ state }) => state === 'done').length;
const carriedOut = async (count: number): Promise<void> => {
  while ((await over()) < count) await sleep(100);
};

await ask('/api/runs', { workflow: small(0) });
await carriedOut(1);
const [before, began] = [await commands(), performance.now()];
for (let seed = 1; seed <= RUNS; seed++) await ask('/api/runs', { workflow: small(seed) });
await carriedOut(RUNS + 1);
const [after, ended] = [await commands(), performance.now()];
await sleep(WATCHED);
const idle = ((await commands()) - after) / (WATCHED / 1000);
const each = (after - before - (idle * (ended - began)) / 1000) / RUNS;
const waiting = `${idle.toFixed(1)} a second for a server and a worker that wait`;
const figures = `${each.toFixed(0)} commands a run, and ${waiting}`;
console.log(figures);
await record('npx tsx bench/sizes/queue-operations.ts', figures);

await worker.close(0);
await server.close();
client.disconnect();
await valkey.close();
await rm(folder, { recursive: true, force: true });
