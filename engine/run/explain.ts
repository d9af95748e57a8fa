/** Finds and words the reason why a node runs although results are kept. */
import { readComponents } from '../cache/keys.ts';
import type { MissReason } from './events.ts';
import { type Task, tasksOf } from './tasks/task.ts';
import type { Trace } from './trace.ts';

/** @param last the trace of the node's last run. */
export function explainMiss(task: Task, last: Trace | undefined): MissReason {
  if (task.deepKey === undefined || !task.deepComponents)
    return { kind: task.fingerprintError === undefined && dependsOnVolatile(task) ? 'volatile' : 'unidentified' };
  if (task.definition.reuse === 'never') return { kind: 'never-kept' };
  if (!last) return { kind: 'first-time' };
  if (last.key === task.deepKey) return { kind: 'not-kept' };
  const [before, now] = [readComponents(last.components), readComponents(task.deepComponents)];
  const names = new Set([...now.keys(), ...before.keys()]);
  const [component = 'key format', ...others] = [...names].filter((name) => before.get(name) !== now.get(name));
  return { kind: 'changed', component, ...(others.length > 0 ? { others } : {}) };
}

function dependsOnVolatile(task: Task): boolean {
  const ancestry = new Set([task]);
  // A Set visits elements that are added during iteration. Each task is looked at once, however many ways lead to it.
  for (const { definition, inputs } of ancestry) {
    if (definition.reuse === 'volatile') return true;
    for (const source of tasksOf(inputs.values())) ancestry.add(source);
  }
  return false;
}

/** Words a reason as a short phrase, such as `because input prompt changed`. */
export function renderMiss(reason: MissReason): string {
  switch (reason.kind) {
    case 'first-time':
      return 'for the first time';
    case 'changed':
      return `because ${reason.component} changed`;
    case 'not-kept':
      return 'because its result was not kept';
    case 'never-kept':
      return 'as every time, because it is cheap';
    case 'volatile':
      return 'because its result differs from run to run';
    case 'unidentified':
      return 'because what it depends on cannot be identified';
  }
}
