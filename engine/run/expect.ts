/** Asks nodes before a run how long they will take. */
import type { Services } from '../graph/service.ts';
import { Breather } from './breather.ts';
import { foreseeContexts, foreseen, knownInputs, type KnownOutputs, withSources } from './known.ts';
import type { Task } from './tasks/task.ts';

/**
 * @param tasks identified, sources first.
 * @param running the tasks that will run.
 * @returns seconds of those tasks that can tell. A node that fails to tell counts as one that cannot.
 */
export async function expectSeconds(
  tasks: readonly Task[],
  running: ReadonlySet<Task>,
  services: Services,
): Promise<ReadonlyMap<Task, number>> {
  const expected = new Map<Task, number>();
  const asked = withSources([...running].filter(({ definition }) => 'expect' in definition));
  const known: KnownOutputs = new Map();
  const contextOf = foreseeContexts(services, false);
  const breather = new Breather();
  for (const task of tasks) {
    if (!asked.has(task)) continue;
    if (breather.isDue) await breather.breathe();
    const context = contextOf(task);
    known.set(task, await foreseen(task, known, context).catch(() => ({})));
    if (!running.has(task) || !task.definition.expect) continue;
    const inputs = knownInputs(task.inputs, known);
    const seconds = await task.definition.expect(inputs, context).catch(() => undefined);
    if (seconds !== undefined) expected.set(task, seconds);
  }
  return expected;
}
