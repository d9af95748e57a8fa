/** Finds before a run what cannot work in it, so that nothing is computed in vain. */
import { setImmediate } from 'node:timers/promises';
import type { Services } from '../graph/service.ts';
import { type NodeFailure, type NodeForecast, toFailure } from './events.ts';
import { foreseeContexts, foreseen, type KnownOutputs, withSources } from './known.ts';
import type { Task } from './tasks/task.ts';

/** Nodes asked before other work of this process may proceed. */
const TURNS_AT_ONCE = 500;

/**
 * @param tasks identified, sources first.
 * @param forecast of the run: only what a node that will run finds is a failure.
 * @returns the failures, sources first. Nothing is known of the outputs of a node that fails.
 */
export async function foresee(
  tasks: readonly Task[],
  forecast: readonly NodeForecast[],
  services: Services,
): Promise<NodeFailure[]> {
  const running = new Set(forecast.flatMap(({ node, action }) => (action === 'run' ? [node] : [])));
  const asked = withSources(tasks.filter(({ id }) => running.has(id)));
  const known: KnownOutputs = new Map();
  const failures: NodeFailure[] = [];
  const contextOf = foreseeContexts(services, true);
  let turns = 0;
  for (const task of tasks) {
    if (!asked.has(task)) continue;
    // A large graph takes a while: let other work proceed.
    turns += 1;
    if (turns % TURNS_AT_ONCE === 0) await setImmediate();
    try {
      if (task.fingerprintError !== undefined) throw task.fingerprintError;
      known.set(task, await foreseen(task, known, contextOf(task)));
    } catch (error) {
      if (running.has(task.id)) failures.push(toFailure(task.id, task.definition.type, error));
    }
  }
  return failures;
}
