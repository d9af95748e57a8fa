/** The fleet as a server sees it: it has runs carried out, and knows the workers. */
import type { InputFiles } from '../../../nodes/services/tokens.ts';
import type { FleetInfo, RunRecord, WorkerInfo } from '../../protocol/index.ts';
import {
  FLEET_PROTOCOL,
  type Order,
  type RunMessage,
  type ServerSign,
  TIMES,
  TOPICS,
  type WorkerSign,
} from '../fleet-protocol.ts';
import { type FleetAddresses, openFleet } from '../open-fleet.ts';
import { Crew } from './crew.ts';
import { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import { offersOf } from './offers.ts';
import { serverId } from './server-id.ts';

export interface DispatchOptions extends Pick<DispatcherOptions, 'plan' | 'record' | 'version'> {
  readonly addresses: FleetAddresses;
  /** Of the server's data. */
  readonly folder: string;
  readonly inputs: InputFiles;
  /** Called with the workers after they changed. */
  readonly onWorkers: (fleet: FleetInfo) => void;
  readonly say: (message: string) => void;
}

export interface Dispatch {
  readonly dispatcher: Dispatcher;
  /** Most runs that may be on the queue at once. */
  room(): number;
  /** @param listener called when {@link room} may have grown. */
  onRoom(listener: () => void): void;
  info(): FleetInfo;
  /** A run is over, and kept. */
  forget(run: string): void;
  close(): Promise<void>;
}

/** Milliseconds in which several changes are told together. */
const TOGETHER = { workers: 500, offers: 30 } as const;
/** Runs on the queue for each worker: the present one, and a next one that it can take at once. */
const EACH = 2;

/** @throws UsageError when the queue or the store cannot be used. */
export async function openDispatch(options: DispatchOptions): Promise<Dispatch> {
  const { version, onWorkers, say, record } = options;
  const server = await serverId(options.folder);
  const fleet = await openFleet(options.addresses, say);
  const { relay } = fleet.broker;
  const listeners: (() => void)[] = [];
  /** By run: what is told of the runs of workers. */
  const known = new Map<string, Pick<RunRecord, 'number' | 'name'>>();
  const publish = (topic: string, message: ServerSign | Order): void => {
    // A sign that is lost is made up for by the next, and an order is given again.
    relay.publish(topic, message).catch(() => {});
  };
  const named = (worker: WorkerInfo): WorkerInfo => {
    const run = worker.run && { ...worker.run, ...known.get(worker.run.id) };
    return run ? { ...worker, run } : worker;
  };
  const info = (): FleetInfo => ({
    queue: fleet.broker.kind,
    isReachable: fleet.broker.isReachable,
    workers: crew.all.map(named),
  });
  const tellWorkers = together(TOGETHER.workers, () => onWorkers(info()));
  const tellOffers = together(TOGETHER.offers, () => {
    const offers = offersOf(dispatcher.runs, crew);
    publish(TOPICS.servers, { type: 'here', id: server, protocol: FLEET_PROTOCOL, version, offers });
  });
  const crew = new Crew({
    version,
    say,
    onChange() {
      tellWorkers();
      for (const listener of listeners) listener();
    },
  });
  const dispatcher = new Dispatcher({
    ...options,
    fleet,
    crew,
    server,
    order: (order) => publish(TOPICS.orders, order),
    onChange: tellOffers,
    async record(id) {
      const run = await record(id);
      if (run) known.set(id, { number: run.number, name: run.name });
      return run;
    },
  });
  await relay.subscribe<WorkerSign>(TOPICS.workers, ({ data }) => crew.hear(data));
  await relay.subscribe<RunMessage>(TOPICS.runs(server), ({ data }) => dispatcher.hear(data));
  let wasReachable = true;
  const beat = setInterval(() => {
    tellOffers();
    crew.forgetSilent();
    if (wasReachable !== fleet.broker.isReachable) tellWorkers();
    wasReachable = fleet.broker.isReachable;
  }, TIMES.beat).unref();
  tellOffers();
  return {
    dispatcher,
    room: () => Math.max(1, EACH * crew.able.length),
    onRoom: (listener) => void listeners.push(listener),
    info,
    forget(run) {
      known.delete(run);
      dispatcher.forget(run);
    },
    async close() {
      clearInterval(beat);
      await fleet.close();
    },
  };
}

/** Calls something a while after it was first asked for, once for all that ask meanwhile. */
function together(wait: number, tell: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      tell();
    }, wait).unref();
  };
}
