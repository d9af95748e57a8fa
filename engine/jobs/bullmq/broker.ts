/**
 * BullMQ on a datastore: queues, workers that fetch by hand, and the relay that carries messages between server and
 * workers. Nobody else knows which datastore it is.
 */
import type { Queue, Relay, Worker } from 'bullmq';
import { messageOf } from '../../files/storage-error.ts';
import type { Datastore } from './datastore.ts';
import { openPostgres } from './postgres.ts';
import type { QueueAddress, QueueKind } from './queue-address.ts';
import { openRedis } from './redis.ts';

export interface Broker {
  readonly kind: QueueKind;
  /** Whether the datastore answered when it was last asked. */
  readonly isReachable: boolean;
  /** The queue of a name, to add jobs and to look at them. One object is made a name. */
  queue(name: string): Queue;
  /** Fetches the jobs of a queue, and looks for those whose worker died. One object is made a name. */
  worker(name: string): Worker;
  readonly relay: Relay;
  close(): Promise<void>;
}

/** Milliseconds. */
export const LOCK = {
  /** A worker that extended its lock no longer than this ago is alive. */
  duration: 6000,
  /** Between two looks for workers that died. */
  check: 1500,
} as const;

/** Names of keys begin with it. */
const PREFIX = 'inkloom';
/** Milliseconds that opening may take before the datastore counts as not there. */
const PATIENCE = 10_000;
/** Milliseconds between heartbeats of the relay: with the next one it registers again when the data was lost. */
const RELAY_BEAT = 1000;
/** Milliseconds between two questions whether the datastore answers, and for its answer. */
const PING = 2000;
/** Milliseconds that closing may take, for a datastore that does not answer. */
const CLOSING = 2000;

/**
 * @param say called when the datastore no longer answers, and when it does again.
 * @throws Error when it cannot be reached. No message shows the password.
 */
export async function openBroker(address: QueueAddress, say: (message: string) => void): Promise<Broker> {
  const { Queue: QueueClass, Relay: RelayClass, Worker: WorkerClass } = await import('bullmq');
  const store = await inTime(openDatastore(address)).catch((error: unknown) => {
    throw cannotUse(address, error);
  });
  let problem: unknown;
  store.onProblem((error) => (problem = error));
  const options = { connection: store.connection, prefix: PREFIX };
  const queues = new Map<string, Queue>();
  const workers = new Map<string, Worker>();
  const queueOf = (name: string): Queue =>
    new QueueClass(name, options, store.backend as undefined).on('error', ignore);
  const workerOf = (name: string): Worker => {
    const worker = new WorkerClass(
      name,
      null,
      {
        ...options,
        autorun: false,
        lockDuration: LOCK.duration,
        stalledInterval: LOCK.check,
        // The server counts the deaths of workers, and BullMQ never gives a job up.
        maxStalledCount: 1e9,
      },
      store.backend as undefined,
    ).on('error', ignore);
    void worker.startStalledCheckTimer();
    return worker;
  };
  const relay = new RelayClass({
    ...options,
    namespace: PREFIX,
    heartbeatInterval: RELAY_BEAT,
    ...(store.relayBackend ? { backend: store.relayBackend } : {}),
  });
  relay.on('error', ignore);
  const close = async (): Promise<void> => {
    const ends = [relay, ...workers.values(), ...queues.values()].map((part) => part.close().catch(ignore));
    await Promise.race([Promise.all(ends), new Promise((resolve) => setTimeout(resolve, CLOSING).unref())]);
    await Promise.race([store.close(), new Promise((resolve) => setTimeout(resolve, CLOSING).unref())]);
  };
  try {
    await inTime(relay.waitUntilReady());
  } catch (error) {
    await close();
    throw cannotUse(address, problem ?? error);
  }
  const contact = watchContact(store, address, say);
  return {
    kind: address.kind,
    get isReachable() {
      return contact.isReachable;
    },
    queue: (name) => madeOnce(queues, name, queueOf),
    worker: (name) => madeOnce(workers, name, workerOf),
    relay,
    async close() {
      contact.end();
      await close();
    },
  };
}

function openDatastore({ kind, url }: QueueAddress): Promise<Datastore> {
  return kind === 'redis' ? openRedis(url) : openPostgres(url);
}

function cannotUse({ shown }: QueueAddress, error: unknown): Error {
  return new Error(`The queue at ${shown} cannot be used: ${reasonOf(error)}`, { cause: error });
}

/** Asks at intervals whether the datastore answers, and tells when that changes. */
function watchContact(store: Datastore, { shown }: QueueAddress, say: (message: string) => void) {
  let isReachable = true;
  let problem = 'no answer';
  store.onProblem((error) => (problem = reasonOf(error)));
  const is = (now: boolean): void => {
    if (now === isReachable) return;
    isReachable = now;
    say(now ? `The queue at ${shown} answers again.` : `The queue at ${shown} does not answer: ${problem}`);
  };
  const timer = setInterval(() => {
    const late = setTimeout(() => is(false), PING).unref();
    store
      .ping()
      .then(() => is(true))
      .catch((error: unknown) => {
        problem = reasonOf(error);
        is(false);
      })
      .finally(() => clearTimeout(late));
  }, PING).unref();
  return {
    get isReachable() {
      return isReachable;
    },
    end: () => clearInterval(timer),
  };
}

function madeOnce<T>(made: Map<string, T>, name: string, make: (name: string) => T): T {
  const part = made.get(name) ?? make(name);
  made.set(name, part);
  return part;
}

async function inTime<T>(opening: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  return Promise.race([opening, late]).finally(() => clearTimeout(timer));
}

/** The contact is watched as a whole: an error of one part says nothing more. */
function ignore(): void {}

/** Several addresses of one host fail together, and then the message is empty. */
function reasonOf(error: unknown): string {
  return messageOf(error instanceof AggregateError ? error.errors[0] : error);
}
