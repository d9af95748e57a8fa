/** The workers of the fleet as this page knows them: asked for when they are first shown, and followed from then on. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { FleetInfo, WorkerInfo } from '../../engine/protocol/index.ts';

/** A worker that is no longer among those of the server. */
export interface GoneWorker {
  readonly worker: WorkerInfo;
  /** When this page learned of it: milliseconds since the epoch. */
  readonly since: number;
  /** `left`: it was draining, as one does that is stopped. `lost`: it ended or lost its connection otherwise. */
  readonly how: 'left' | 'lost';
}

export interface FleetView {
  /** Undefined until the server has answered. */
  readonly now: ReadonlySignal<FleetInfo | undefined>;
  /** The latest first. A worker that comes back is no longer among them. */
  readonly gone: ReadonlySignal<readonly GoneWorker[]>;
  /** Why the server does not say which workers there are. */
  readonly failure: ReadonlySignal<string | undefined>;
  /** Starts to follow the workers. */
  open(): void;
}

export interface Fleet extends FleetView {
  /** Must be called with each report of the server. */
  take(fleet: FleetInfo): void;
  /** Must be called when the connection stands again: reports may have been missed. */
  reconnected(): void;
}

/** Workers that are gone and still shown. */
const KEPT = 5;

export function createFleet(ask: () => Promise<FleetInfo>): Fleet {
  const now = signal<FleetInfo | undefined>(undefined);
  const gone = signal<readonly GoneWorker[]>([]);
  const failure = signal<string | undefined>(undefined);
  let isOpen = false;

  const take = (fleet: FleetInfo): void => {
    const ids = new Set(fleet.workers.map(({ id }) => id));
    const names = new Set(fleet.workers.map(({ name }) => name));
    // While the queue does not answer, nothing is known of its workers.
    const missing = fleet.isReachable === false ? [] : (now.peek()?.workers ?? []).filter(({ id }) => !ids.has(id));
    const since = Date.now();
    const found = missing.map((worker): GoneWorker => ({
      worker,
      since,
      how: worker.state === 'draining' ? 'left' : 'lost',
    }));
    gone.value = [...found, ...gone.peek()].filter(({ worker }) => !names.has(worker.name)).slice(0, KEPT);
    now.value = fleet;
    failure.value = undefined;
  };
  const load = async (): Promise<void> => {
    try {
      take(await ask());
    } catch (error) {
      failure.value = (error as Error).message;
    }
  };
  return {
    now,
    gone,
    failure,
    open() {
      if (!isOpen) void load();
      isOpen = true;
    },
    take(fleet) {
      if (isOpen) take(fleet);
    },
    reconnected() {
      if (isOpen) void load();
    },
  };
}

/** The worker that carries out a run; undefined for a run of the server itself. */
export function workerOf(fleet: FleetInfo | undefined, run: string): WorkerInfo | undefined {
  return fleet?.workers.find((worker) => worker.run?.id === run);
}
