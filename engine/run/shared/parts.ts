/** The parts all runs of one engine share, and the types of an action that several runs may wait for. */
import type { KnownResult, ResultCache, ResultEntry } from '../../cache/result.ts';
import type { Preview } from '../../graph/define.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { Services } from '../../graph/service.ts';
import type { Lanes } from './lanes.ts';
import type { SingleFlight } from './single-flight.ts';
import type { TraceStore } from '../trace.ts';

/** Messages of an action while it is computed. */
export type ExecutionNotice =
  | { readonly kind: 'started' }
  | { readonly kind: 'note'; readonly message: string }
  | { readonly kind: 'mismatch'; readonly outputs: readonly string[]; readonly key: string }
  | {
      readonly kind: 'progress';
      readonly value: number;
      readonly max: number;
      /** A picture, or the text that is written so far. */
      readonly shown: Preview | string | undefined;
    };

export interface Computed {
  readonly kind: 'computed';
  readonly entry: ResultEntry;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The outcome of an action: a kept result of equal inputs, or values computed now. */
export type ActionOutcome = ({ readonly kind: 'found' } & KnownResult) | Computed;

export interface EngineParts {
  readonly registry: NodeRegistry;
  readonly services: Services;
  readonly cache: ResultCache;
  readonly traces: TraceStore;
  readonly lanes: Lanes;
  readonly flights: SingleFlight<ActionOutcome, ExecutionNotice>;
}
