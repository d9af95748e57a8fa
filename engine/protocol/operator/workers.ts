/** The workers of a fleet, as clients see them: GET /api/workers, and the live message `workers`. */

/** A worker that drains takes no further run, and ends once its present run is over or given back. */
export type WorkerState = 'idle' | 'working' | 'draining';

/** The run that a worker carries out. */
export interface WorkerRun {
  /** Id of the run. */
  readonly id: string;
  /** `RunInfo.number`; absent for a run that this server does not know. */
  readonly number?: number | undefined;
  /** Name of the workflow; absent for a run that this server does not know. */
  readonly name?: string | undefined;
  /** Id of the node of the workflow that works now; absent between nodes. */
  readonly node?: string | undefined;
  /** Share of that node that is done, 0 to 1; absent when the node does not tell. */
  readonly progress?: number | undefined;
  /** When the worker took the run: milliseconds since the epoch. */
  readonly since: number;
}

/** A device that holds weights. Bytes. */
export interface WorkerDevice {
  /** Such as `cpu` or `cuda`. */
  readonly name: string;
  /** Taken by weights. */
  readonly used: number;
  /** Most that weights may take. */
  readonly limit: number;
}

export interface WorkerInfo {
  /** New with every start of the worker. */
  readonly id: string;
  /** A label for people, as `--name` gave it; else made up. It never holds the name of a machine. */
  readonly name: string;
  /** Of Inkloom. */
  readonly version: string;
  readonly state: WorkerState;
  /** When the worker took its present state: milliseconds since the epoch. */
  readonly since: number;
  /** When the worker was started: milliseconds since the epoch. */
  readonly started: number;
  /** Names of the models that it can serve, sorted. */
  readonly models: readonly string[];
  /** Names of the models whose weights are in its memory, sorted. */
  readonly loaded: readonly string[];
  /** Setting of the device, such as `auto`. */
  readonly device: string;
  /** Precisions that it computes in, such as `auto` or `int8`. */
  readonly precisions: readonly string[];
  /** Devices that hold weights now. */
  readonly devices: readonly WorkerDevice[];
  /** Of its machine. Bytes. */
  readonly memory: { readonly free: number; readonly total: number };
  /** Runs that it carried out to their end. */
  readonly done: number;
  /** Present while the worker works. */
  readonly run?: WorkerRun | undefined;
  /** Why this server gives it no runs, such as another version of Inkloom: a sentence for the operator. */
  readonly problem?: string | undefined;
}

/** GET /api/workers */
export interface FleetInfo {
  /** The kind of the queue; absent for a server that carries out its runs itself, which has no workers. */
  readonly queue?: 'redis' | 'postgres' | undefined;
  /** Whether the queue answers; absent without a queue. */
  readonly isReachable?: boolean | undefined;
  /** Sorted by name, then by id. */
  readonly workers: readonly WorkerInfo[];
}
