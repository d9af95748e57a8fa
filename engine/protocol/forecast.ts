/** The forecast of a run: results it would reuse and nodes it would compute. */
import type { Forecast, NodeForecast } from '../run/events.ts';
import type { Issue } from './issues.ts';
import type { RunFile } from './runs.ts';

export interface WorkflowForecast extends Forecast {
  /** Nodes inside subgraphs, each under its path (`instance:node`), instances among them included. */
  readonly inside?: readonly NodeForecast[] | undefined;
}

/** POST /api/forecast */
export interface ForecastResult {
  readonly issues: readonly Issue[];
  /** What is known to fail was not found in time, for example because a model works. Ask again in a while. */
  readonly isPartial?: true | undefined;
  /** One entry per node of the workflow: copies and inner nodes are summed up. Absent when the graph cannot run. */
  readonly forecast?: WorkflowForecast | undefined;
  /** What the nodes that make pictures or files would give now, by node of the workflow. */
  readonly results?: Readonly<Record<string, ShownResult>> | undefined;
}

export interface ShownResult {
  /** Keys of the results: one for each copy of the node. See `RunFile.key`. */
  readonly keys: readonly string[];
  /** The pictures of the results, if all are kept. */
  readonly pictures?: readonly RunFile[] | undefined;
}
