/** Writes down what a settled node looked like, so that the next run can say why it runs again and how long it will take. */
import type { DoneState, Task } from './tasks/task.ts';
import type { TraceStore } from './trace.ts';

/** The time of a node that was only found stays the time of its last computation. */
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
