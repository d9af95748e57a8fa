/** Writes the trace of a settled node, which the next run explains and forecasts from. */
import type { DoneState, Task } from './tasks/task.ts';
import type { TraceStore } from './trace.ts';

/** A node that was found, not computed, keeps the time of its last computation. */
export function remember(task: Task, { origin, seconds }: DoneState, scope: string, traces: TraceStore): void {
  const { deepKey: key, deepComponents: components } = task;
  if (key === undefined || !components) return;
  if (origin === 'executed') {
    traces.put(scope, task.id, { key, components, seconds });
    return;
  }
  const last = traces.get(scope, task.id);
  if (last?.key !== key) traces.put(scope, task.id, { key, components, seconds: last?.seconds });
}
