/**
 * What the server and the workers of a fleet say to each other. Jobs travel on BullMQ and hold ids and digests only;
 * messages travel on its relay, where a lost one must do no harm; bytes lie in the content store.
 */
import type { NodeFailure, RunEvent, RunStatus } from '../run/events.ts';
import type { StoredOutput } from '../cache/result.ts';
import type { Hashes } from '../host/hashes/model-hashes.ts';
import type { RunRecord, WorkerInfo, Workflow } from '../protocol/index.ts';

/** Raised with every change that a program of the other version cannot understand. */
export const FLEET_PROTOCOL = 2;

/** Milliseconds. */
export const TIMES = {
  /** Between two signs of life of a server, a worker or a run. */
  beat: 1000,
  /** Without a sign of life for so long, a server or a worker counts as gone. */
  silence: 6000,
  /** Between two messages about one run: at most ten a second. */
  flush: 100,
} as const;

/** Topics of the relay. */
export const TOPICS = {
  /** Each worker, to all servers: {@link WorkerSign}. */
  workers: 'workers',
  /** Each server, to all workers: {@link ServerSign}. */
  servers: 'servers',
  /** Servers to the worker that has a run: {@link Order}. */
  orders: 'orders',
  /** The worker that has a run, to its server: {@link RunMessage}. */
  runs: (server: string): string => `runs.${server}`,
} as const;

/** The payload of a job. */
export interface JobPayload {
  /** Id of the server that waits for the run. */
  readonly server: string;
  /** Digest of a {@link JobDocument} on the shelf `inputs`. */
  readonly document: string;
  /** Drawn anew whenever the job is put on the queue, to tell the messages of its workers apart. */
  readonly offer: string;
}

/** What is to be carried out. */
export interface JobDocument {
  readonly run: RunRecord;
  readonly workflow: Workflow;
  readonly targets?: readonly string[] | undefined;
  /** Digests of the files that the workflow names, by name. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** What a job returns: the digest of a {@link CarriedRun} on the shelf `results`. */
export interface JobResult {
  readonly result: string;
}

/** How a worker carried out a run. */
export interface CarriedRun {
  readonly state: RunStatus;
  readonly seconds: number;
  readonly refused: boolean;
  readonly failures: readonly NodeFailure[];
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly executed: readonly string[];
  /** All events of the run but progress, in their order: those that the server missed are taken from here. */
  readonly events: readonly RunEvent[];
  /** Of the model files; absent when the run was cancelled before they were known. */
  readonly hashes?: Hashes | undefined;
  /** By node and output: those of the targets that succeeded. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, CarriedOutput>>>>;
}

/** Texts and files are carried, other values are only named. */
export interface CarriedOutput {
  readonly stored: StoredOutput;
  readonly text?: string | undefined;
  readonly files?: readonly CarriedFile[] | undefined;
}

export interface CarriedFile {
  readonly prefix: string;
  readonly extension: string;
  readonly mediaType: string;
  /** Of its bytes, on the shelf `outputs`. */
  readonly digest: string;
}

/** A worker says that it is there. */
export type WorkerSign =
  | { readonly type: 'here'; readonly protocol: number; readonly worker: WorkerInfo }
  | { readonly type: 'gone'; readonly id: string };

/** A server says that it is there, and where its jobs wait. */
export interface ServerSign {
  readonly type: 'here';
  readonly id: string;
  readonly protocol: number;
  /** Of Inkloom. */
  readonly version: string;
  readonly offers: readonly Offer[];
}

/** Jobs that wait for a worker which has certain models. */
export interface Offer {
  /** Names of models, sorted. */
  readonly models: readonly string[];
  /** Milliseconds for which the first of the jobs has waited. */
  readonly waited: number;
  /** Whether a worker has the models in memory. */
  readonly isWarm: boolean;
}

/** To the worker that has the job. */
export type Order =
  | { readonly type: 'cancel'; readonly job: string }
  /** Send what happened from event number `from` on, to this server. */
  | { readonly type: 'report'; readonly job: string; readonly server: string; readonly from: number };

/**
 * What happened in a run. Events are numbered from 0, so that the server notices a lost message and asks for the
 * events anew. Progress is not: the next one replaces it.
 */
export interface RunMessage {
  readonly job: string;
  /** Id of the worker. */
  readonly worker: string;
  /** See {@link JobPayload}. */
  readonly offer: string;
  /** Number of the first of the events. Without events, the number that the next one will have. */
  readonly from: number;
  readonly events: readonly RunEvent[];
  /** Digest of events, as a JSON list on the shelf `steps`, in place of `events` that are too long for a message. */
  readonly blob?: string | undefined;
  readonly progress: readonly CarriedProgress[];
  /** The job is over in the queue. */
  readonly isOver?: boolean | undefined;
}

/** A `node-progress` event whose preview is a JPEG. */
export interface CarriedProgress {
  readonly event: Omit<Extract<RunEvent, { readonly type: 'node-progress' }>, 'preview'>;
  /** Base64. */
  readonly jpeg?: string | undefined;
}
