/** What a run tells while it works: one discriminated union for the terminal, the server and scripts. */
import type { CacheTier, StoredOutput } from '../cache/result.ts';
import type { Preview } from '../graph/define.ts';

/** Where a result came from: computed now, computed now by another run that wanted the same, or kept. */
export type ResultOrigin = 'executed' | 'shared' | CacheTier;

/** Which of its two keys found a kept result. */
export type KeyMatch = 'deep' | 'shallow';

/** A failure as data. `code` and `details` are those of the error that was thrown, when it had any. */
export interface NodeFailure {
  readonly node: string;
  readonly type: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Why a node is not simply reused. */
export type MissReason =
  /** It never ran in this workflow before. */
  | { readonly kind: 'first-time' }
  /** The first part of its key that is not as it was: `node type`, `outside state` or `input NAME`. */
  | { readonly kind: 'changed'; readonly component: string }
  /** It is as it was, but its result is gone: collected or damaged. */
  | { readonly kind: 'not-kept' }
  /** It is computed every time, because that is cheap and the result belongs to this machine. */
  | { readonly kind: 'never-kept' }
  /** Its result, or one it depends on, differs from run to run. */
  | { readonly kind: 'volatile' }
  /** Its outside state, or that of a node it depends on, cannot be read. */
  | { readonly kind: 'unidentified' };

export type NodeForecast = { readonly node: string; readonly type: string } & (
  | { readonly action: 'reuse'; readonly tier: CacheTier }
  /** `seconds` by the last time; undefined when it is not known. */
  | { readonly action: 'run'; readonly why: MissReason; readonly seconds: number | undefined }
  /** A lazy input nobody asked for so far, or something only such an input needs. */
  | { readonly action: 'maybe' }
  /** Everything that would need it is known. */
  | { readonly action: 'not-needed' }
);

export interface Forecast {
  /** Sources first. */
  readonly nodes: readonly NodeForecast[];
  /** Of the nodes that would run; undefined when none of them has a past. */
  readonly seconds: number | undefined;
  /** How many nodes that would run have no past. */
  readonly unknown: number;
}

export type RunStatus = 'done' | 'failed' | 'cancelled';

/** `node` is the id in the workflow; a node made by an expansion is `parent/child`. */
export type RunEventBody =
  | { readonly type: 'run-started'; readonly nodes: readonly string[]; readonly targets: readonly string[] }
  /** Only when it was asked for. */
  | { readonly type: 'run-forecast'; readonly forecast: Forecast }
  /** Its result is not known: `why` says what changed since it last ran. */
  | { readonly type: 'node-queued'; readonly node: string; readonly why: MissReason }
  | { readonly type: 'node-started'; readonly node: string }
  | { readonly type: 'node-expanded'; readonly node: string; readonly children: readonly string[] }
  | {
      readonly type: 'node-progress';
      readonly node: string;
      readonly value: number;
      readonly max: number;
      readonly preview?: Preview | undefined;
    }
  | { readonly type: 'node-note'; readonly node: string; readonly message: string }
  /** A kept result was computed again, to see whether it comes out the same, and did not. */
  | { readonly type: 'node-mismatch'; readonly node: string; readonly outputs: readonly string[]; readonly key: string }
  /** `match`, for a result that was kept: by the whole ancestry (`deep`), or by equal inputs (`shallow`). `stored`: what it gave, to be read with `Engine.read`. */
  | {
      readonly type: 'node-done';
      readonly node: string;
      readonly origin: ResultOrigin;
      readonly match?: KeyMatch | undefined;
      readonly seconds: number;
      readonly stored?: Readonly<Record<string, StoredOutput>> | undefined;
    }
  | { readonly type: 'node-failed'; readonly node: string; readonly failure: NodeFailure }
  | { readonly type: 'node-skipped'; readonly node: string; readonly cause: string }
  | { readonly type: 'node-cancelled'; readonly node: string }
  | { readonly type: 'run-finished'; readonly status: RunStatus; readonly seconds: number };

export type RunEvent = RunEventBody & {
  readonly run: string;
  /** Counts from 0 without gaps within a run. */
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
};

/** Turns whatever was thrown into data. */
export function toFailure(node: string, type: string, error: unknown): NodeFailure {
  if (!(error instanceof Error)) return { node, type, message: String(error) };
  const { code, details } = error as { code?: unknown; details?: unknown };
  return {
    node,
    type,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof details === 'object' && details !== null ? { details: { ...details } } : {}),
  };
}
