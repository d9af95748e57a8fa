/** The options of a worker, and what the program that starts one gets back. */
import type { EngineSettings } from '../host/engine-settings.ts';
import type { LogOptions } from '../host/server-options.ts';

export interface StartWorkerOptions extends EngineSettings {
  /** Address of the queue: `redis://...` or `postgres://...`. It may hold a password. */
  readonly queue: string;
  /** A label for people; default: made up. */
  readonly name?: string | undefined;
  /** A log of the runs that it carries out, by their ids; default: none. */
  readonly log?: LogOptions | undefined;
  /** Called with messages for the operator, one sentence each; default: nobody is told. */
  readonly say?: ((message: string) => void) | undefined;
}

export interface RunningWorker {
  readonly name: string;
  /** The address of the queue without its password. */
  readonly queue: string;
  /** Number of models that it can serve. */
  readonly models: number;
  /**
   * Takes no further run, and lets the present one end. A run that is not over in time is given back to the queue: it
   * goes on with its next step on another worker.
   * @param patience milliseconds.
   */
  close(patience: number): Promise<void>;
}

/** Starts a worker. @throws UsageError for options that cannot be used, a queue or a store that cannot be reached. */
export type StartWorker = (options: StartWorkerOptions) => Promise<RunningWorker>;
