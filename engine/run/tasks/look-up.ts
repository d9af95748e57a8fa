/** Asks the cache which tasks have known results, before the scheduler decides what to compute. */
import type { ResultCache } from '../../cache/result.ts';
import type { NodeDefinition } from '../../graph/define.ts';
import { type Task, tasksOf } from './task.ts';

/**
 * Sets `known` of the tasks that may be asked for now. The cache gets two batches at most, so that a remote tier costs two
 * round trips: first `wanted`; then, for those it does not know, everything they may need.
 * @param wanted identified tasks; those that are not idle are skipped.
 * @param verifies known results may be computed again, so what is above them may be needed too.
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
  const found = await cache.lookup(asked.map(({ deepKey }) => deepKey as string));
  // A task that another branch asked for meanwhile no longer needs the answer.
  for (const task of asked) if (isIdle(task)) task.known = found.get(task.deepKey as string);
}

/** The idle tasks above these, lazy inputs included. */
function upstream(tasks: readonly Task[]): Task[] {
  const seen = new Set(tasks);
  // A set that grows while it is walked: the walk reaches the sources of sources.
  for (const { inputs } of seen) for (const source of tasksOf(inputs.values())) if (isIdle(source)) seen.add(source);
  return [...seen].slice(tasks.length);
}

function keepsResults({ reuse = 'store' }: NodeDefinition): boolean {
  return reuse === 'store';
}

function isIdle({ state }: Task): boolean {
  return state.kind === 'idle';
}
