/**
 * Whether a server accepts runs and carries them out: GET /ready. A balancer sends it no work while it does not, and a
 * service manager waits for it.
 */
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storageErrorOf } from '../../files/storage-error.ts';
import type { Database } from '../../jobs/sqlite/database.ts';
import type { FleetInfo, QueueMode, QueueState } from '../../protocol/index.ts';

/** Why a server is not ready. Anybody may read it, so it says nothing of the machine. */
export type Unready =
  | 'starting'
  | 'stopping'
  | Exclude<QueueMode, 'open'>
  | 'database'
  | 'disk-full'
  | 'not-writable'
  | 'queue-unreachable'
  | 'no-worker';

export type ReadinessCheck = () => Unready | undefined | Promise<Unready | undefined>;

/** Bytes of the data folder's disk below which no run should begin: results of one are larger than this. */
export const LEAST_FREE = 64 * 2 ** 20;

/** Milliseconds for which a finding stands, so that nobody keeps the disk busy by asking. */
const STANDS = 500;

export class Readiness {
  readonly #checks: readonly ReadinessCheck[];
  #phase: 'starting' | 'stopping' | undefined = 'starting';
  #found: { readonly at: number; readonly reasons: Promise<readonly Unready[]> } | undefined;

  constructor(checks: readonly ReadinessCheck[]) {
    this.#checks = checks;
  }

  /** The server takes requests, and its runs have begun. */
  started(): void {
    this.#phase = undefined;
  }

  /** The server finishes its runs, and ends. */
  stops(): void {
    this.#phase = 'stopping';
  }

  /** Why the server is not ready; none when it is. */
  async reasons(): Promise<readonly Unready[]> {
    if (this.#phase) return [this.#phase];
    const now = performance.now();
    if (!this.#found || now - this.#found.at > STANDS) this.#found = { at: now, reasons: this.#check() };
    return this.#found.reasons;
  }

  async #check(): Promise<readonly Unready[]> {
    const found = await Promise.all(this.#checks.map(async (check) => check()));
    return found.filter((reason) => reason !== undefined);
  }
}

/** The database gives the lock that writing needs. Whether its disk takes writes, {@link diskCheck} tells. */
export function databaseCheck(database: Pick<Database, 'exec'>): ReadinessCheck {
  return () => {
    try {
      database.exec('BEGIN IMMEDIATE; ROLLBACK');
      return undefined;
    } catch {
      return 'database';
    }
  };
}

/** The data folder takes a file, and its disk has room for results. */
export function diskCheck(data: string): ReadinessCheck {
  return async () => {
    const file = join(data, '.ready');
    try {
      await writeFile(file, 'ready');
      await rm(file, { force: true });
      return (await freeBytes(data)) < LEAST_FREE ? 'disk-full' : undefined;
    } catch (error) {
      return storageErrorOf(error)?.code === 'disk-full' ? 'disk-full' : 'not-writable';
    }
  };
}

/** With a queue of others, somebody carries out what the server hands out. */
export function fleetCheck(fleet: () => FleetInfo | Promise<FleetInfo>): ReadinessCheck {
  return async () => {
    const { queue, isReachable, workers } = await fleet();
    if (queue === undefined) return undefined;
    if (isReachable === false) return 'queue-unreachable';
    return workers.some(({ state, problem }) => state !== 'draining' && problem === undefined)
      ? undefined
      : 'no-worker';
  };
}

/** The queue takes runs, and starts them. */
export function queueCheck(queue: () => Promise<Pick<QueueState, 'mode'>>): ReadinessCheck {
  return async () => {
    const { mode } = await queue();
    return mode === 'open' ? undefined : mode;
  };
}

/** Bytes that this process may still write. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
