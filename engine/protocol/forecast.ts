/** The forecast of a run: results it would reuse and nodes it would compute. */
import type { Forecast } from '../run/events.ts';
import type { Issue } from './issues.ts';

/** POST /api/forecast */
export interface ForecastResult {
  readonly issues: readonly Issue[];
  /** One entry per node of the workflow: copies and inner nodes are summed up. Absent when the graph cannot run. */
  readonly forecast?: Forecast | undefined;
}
