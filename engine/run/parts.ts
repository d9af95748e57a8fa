/** What all runs of one engine share. */
import type { ResultCache } from '../cache/result.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { Services } from '../graph/service.ts';
import type { ExecutionNotice, Executed } from './execute.ts';
import type { Lanes } from './lanes.ts';
import type { SingleFlight } from './single-flight.ts';
import type { TraceStore } from './trace.ts';

export interface EngineParts {
  readonly registry: NodeRegistry;
  readonly services: Services;
  readonly cache: ResultCache;
  readonly traces: TraceStore;
  readonly lanes: Lanes;
  readonly flights: SingleFlight<Executed, ExecutionNotice>;
}
