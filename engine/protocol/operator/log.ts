/** The log of a server: GET /api/log, and messages of the live connection. Kept in memory, the latest thousand. */

/** `detail`: what happens in every run. */
export type LogLevel = 'detail' | 'info' | 'warning' | 'error';

export type LogBody =
  /** A sentence of the server for its operator: a restart of the inference process, a full disk. */
  | { readonly kind: 'server'; readonly text: string }
  /** `attempt`: above 1 when a run is carried out again. */
  | { readonly kind: 'run-started'; readonly attempt: number }
  | { readonly kind: 'run-ended'; readonly state: 'done' | 'failed' | 'cancelled'; readonly seconds: number }
  | { readonly kind: 'node-note'; readonly node: string; readonly text: string }
  | { readonly kind: 'node-failed'; readonly node: string; readonly text: string }
  /** A node was computed. Fast ones are left out. */
  | { readonly kind: 'node-done'; readonly node: string; readonly seconds: number }
  /** Weights came into memory. Names of files and folders, without their paths. */
  | { readonly kind: 'models-loaded'; readonly models: readonly string[]; readonly seconds: number }
  /** Results were removed to keep the limits of the cache. */
  | { readonly kind: 'cache-collected'; readonly count: number; readonly bytes: number };

export type LogEntry = LogBody & {
  /** Counts from 1 in the life of a server. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  readonly run?: { readonly id: string; readonly number: number; readonly name: string } | undefined;
};
