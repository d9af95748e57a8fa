/** What a server reads of itself when somebody asks for its metrics. */
import type { FleetInfo, RunInfo, RunPriority, ServerStatus } from '../../protocol/index.ts';
import type { CacheControl } from '../cache-control.ts';
import { freeBytes, type Readiness } from '../health/readiness.ts';
import type { Runs } from '../runs/runs.ts';
import type { Meters } from './meters.ts';

const PRIORITIES: readonly RunPriority[] = ['high', 'normal', 'low'];

export interface GaugeSources {
  readonly version: string;
  /** The data folder. */
  readonly data: string;
  readonly runs: Pick<Runs, 'open'>;
  readonly cache: Pick<CacheControl, 'statistics'>;
  readonly status: () => Promise<ServerStatus>;
  readonly readiness: Pick<Readiness, 'reasons'>;
  /** Undefined for a server that carries out its runs itself. */
  readonly fleet?: (() => FleetInfo | Promise<FleetInfo>) | undefined;
}

export async function readGauges(sources: GaugeSources, meters: Meters): Promise<void> {
  const { version, data, runs, cache, status, readiness, fleet } = sources;
  meters.info.set({ version }, 1);
  meters.ready.set((await readiness.reasons()).length === 0 ? 1 : 0);
  readQueue(await runs.open(), meters);
  const { entries, bytes, limit } = await cache.statistics();
  meters.cacheEntries.set(entries);
  meters.cacheBytes.set(bytes);
  meters.cacheLimit.set(limit);
  // A folder that is gone has no figure, and the others do.
  await freeBytes(data).then(
    (free) => meters.diskFree.set(free),
    () => meters.diskFree.reset(),
  );
  readStatus(await status(), meters);
  if (fleet) readFleet(await fleet(), meters);
}

function readQueue(open: readonly RunInfo[], { running, queued, oldest }: Meters): void {
  running.set(open.filter(({ state }) => state === 'running').length);
  for (const priority of PRIORITIES) {
    const waiting = open.filter((run) => run.state === 'queued' && (run.priority ?? 'normal') === priority);
    queued.set({ priority }, waiting.length);
    const first = Math.min(...waiting.map(({ created }) => created));
    oldest.set({ priority }, waiting.length === 0 ? 0 : (Date.now() - first) / 1000);
  }
}

function readStatus({ memory, devices, models }: ServerStatus, meters: Meters): void {
  const { user, system } = process.cpuUsage();
  meters.cpu.set((user + system) / 1e6);
  meters.resident.set({ process: 'server' }, process.memoryUsage.rss());
  meters.resident.set({ process: 'inference' }, memory.process ?? 0);
  meters.memory.set({ state: 'free' }, memory.free);
  meters.memory.set({ state: 'total' }, memory.total);
  meters.memory.set({ state: 'for-weights' }, memory.budget);
  for (const { name, used, limit } of devices) {
    meters.device.set({ device: name, state: 'used' }, used);
    meters.device.set({ device: name, state: 'limit' }, limit);
  }
  meters.models.set(models.length);
  // A model that is no longer in memory leaves the list.
  meters.model.reset();
  for (const { name = 'unknown', kind, copied, mapped } of models)
    meters.model.inc({ model: name, kind }, copied + mapped);
}

function readFleet({ workers }: FleetInfo, meters: Meters): void {
  meters.workers.reset();
  for (const state of ['idle', 'working', 'draining']) meters.workers.set({ state }, 0);
  for (const { state } of workers) meters.workers.inc({ state });
}
