/** Asks the cache which tasks have known results, before the scheduler decides what to compute. */
import type { ResultCache } from '../../cache/result.ts';
import type { NodeDefinition } from '../../graph/define.ts';
import { type Task, tasksOf } from './task.ts';

/**
 * Sets `known` of the tasks the scheduler may demand next. The cache gets at most two batches, so a remote tier costs
 * at most two round trips: first the wanted tasks; then, if some of them are not known, all tasks above those.
 * @param wanted identified tasks; tasks that are not idle are skipped.
 * @param verifies known results may be computed again, so the tasks above them may be needed too.
 */
export async function lookUp(wanted: Iterable<Task>, cache: ResultCache, verifies: boolean): Promise<void> {
  const idle = [...wanted].filter(isIdle);
  await ask(idle, cache);
  const computed = verifies ? idle : idle.filter(({ known }) => !known);
  await ask(upstream(computed), cache);
}

async function ask(tasks: readonly Task[], cache: ResultCache): Promise<void> {
  const asked = tasks.filter(({ deepKey, definition }) => deepKey !== undefined && keepsResults(definition));
  if (asked.length === 0) return;
  const found = await cache.lookup(keysOf(asked), keysOf(asked.filter(({ definition }) => isCostly(definition))));
  // Another branch may have demanded a task during the lookup.
  for (const task of asked) if (isIdle(task)) task.known = found.get(task.deepKey as string);
}

/** The idle tasks above these, lazy inputs included. */
function upstream(tasks: readonly Task[]): Task[] {
  const seen = new Set(tasks);
  // A Set visits elements that are added during iteration, so the loop reaches the whole ancestry.
  for (const { inputs } of seen) for (const source of tasksOf(inputs.values())) if (isIdle(source)) seen.add(source);
  return [...seen].slice(tasks.length);
}

function keysOf(tasks: readonly Task[]): string[] {
  return tasks.map(({ deepKey }) => deepKey as string);
}

/** Whether a node takes so long that the result of another machine is worth a question: it runs a model. */
export function isCostly(definition: NodeDefinition): boolean {
  return definition.lane === 'inference' || 'expand' in definition;
}

function keepsResults({ reuse = 'store' }: NodeDefinition): boolean {
  return reuse === 'store';
}

function isIdle({ state }: Task): boolean {
  return state.kind === 'idle';
}
