/** The events of a run: one discriminated union for the terminal, the server and scripts. */
import type { CacheTier, StoredOutput } from '../cache/result.ts';
import type { Preview } from '../graph/define.ts';

/** Source of a result: computed by this run, computed by another run at the same time, or a tier of the cache. */
export type ResultOrigin = 'executed' | 'shared' | CacheTier;

/** The key that found a kept result: `deep` covers the whole ancestry, `shallow` the actual inputs. */
export type KeyMatch = 'deep' | 'shallow';

/** A failure as data. `code` and `details` come from the thrown error, if it has any. */
export interface NodeFailure {
  readonly node: string;
  readonly type: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The reason why a node runs although results are kept. */
export type MissReason =
  /** The node never ran in this workflow. */
  | { readonly kind: 'first-time' }
  /**
   * `component`: the first part of its key that changed: `node type`, `outside state` or `input NAME`. `others`: the
   * further parts, when there are any.
   */
  | { readonly kind: 'changed'; readonly component: string; readonly others?: readonly string[] | undefined }
  /** Its key is unchanged, but its result was collected or damaged. */
  | { readonly kind: 'not-kept' }
  /** It is computed every time, because it is cheap and its result is tied to this machine. */
  | { readonly kind: 'never-kept' }
  /** Its result, or a result it depends on, differs from run to run. */
  | { readonly kind: 'volatile' }
  /** The outside state of the node, or of a node it depends on, cannot be read. */
  | { readonly kind: 'unidentified' };

export type NodeForecast = { readonly node: string; readonly type: string } & (
  | { readonly action: 'reuse'; readonly tier: CacheTier }
  /** `seconds` that it will take: expected from its work, else the time of its last computation; if known. */
  | { readonly action: 'run'; readonly why: MissReason; readonly seconds: number | undefined }
  /** Needed only if a lazy input is demanded. */
  | { readonly action: 'maybe' }
  /** Every node that reads it is known. */
  | { readonly action: 'not-needed' }
);

export interface Forecast {
  /** Sources first. */
  readonly nodes: readonly NodeForecast[];
  /** Time of the nodes that would run, as far as known; undefined when no time is known. */
  readonly seconds: number | undefined;
  /** Number of nodes that would run and whose time is not known. */
  readonly unknown: number;
}

/** What a node of the workflow would give now. */
export interface PresentResult {
  readonly node: string;
  /** Equal for two results of the same work on the same inputs. Undefined when the result differs from run to run. */
  readonly key: string | undefined;
  /** Its outputs by name, if they are kept. */
  readonly stored: Readonly<Record<string, StoredOutput>> | undefined;
}

export type RunStatus = 'done' | 'failed' | 'cancelled';

/** `node` is the id in the workflow; the child of an expanded node is `parent/child`. */
export type RunEventBody =
  | { readonly type: 'run-started'; readonly nodes: readonly string[]; readonly targets: readonly string[] }
  /** Emitted only on request. */
  | { readonly type: 'run-forecast'; readonly forecast: Forecast }
  /** The result of the node is not known. */
  | { readonly type: 'node-queued'; readonly node: string; readonly why: MissReason }
  | { readonly type: 'node-started'; readonly node: string }
  | { readonly type: 'node-expanded'; readonly node: string; readonly children: readonly string[] }
  | {
      readonly type: 'node-progress';
      readonly node: string;
      readonly value: number;
      readonly max: number;
      readonly preview?: Preview | undefined;
      /** The text that the node has written so far. */
      readonly text?: string | undefined;
    }
  | { readonly type: 'node-note'; readonly node: string; readonly message: string }
  /** A kept result was computed again for verification, and these outputs differ. */
  | { readonly type: 'node-mismatch'; readonly node: string; readonly outputs: readonly string[]; readonly key: string }
  /**
   * `match`: only for a kept result. `stored`: its outputs, readable with `Engine.read`. `key`: identifies the result
   * before it is computed, see `PresentResult`.
   */
  | {
      readonly type: 'node-done';
      readonly node: string;
      readonly origin: ResultOrigin;
      readonly match?: KeyMatch | undefined;
      readonly seconds: number;
      readonly stored?: Readonly<Record<string, StoredOutput>> | undefined;
      readonly key?: string | undefined;
    }
  | { readonly type: 'node-failed'; readonly node: string; readonly failure: NodeFailure }
  | { readonly type: 'node-skipped'; readonly node: string; readonly cause: string }
  | { readonly type: 'node-cancelled'; readonly node: string }
  | { readonly type: 'run-finished'; readonly status: RunStatus; readonly seconds: number };

export type RunEvent = RunEventBody & {
  readonly run: string;
  /** Counts from 0 within a run, without gaps. */
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
};

/** Turns a thrown value into data. */
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
