/** Finds before a run what cannot work in it, so that nothing is computed in vain. */
import { setImmediate } from 'node:timers/promises';
import type { ForeseeContext, Known } from '../graph/define.ts';
import type { Services } from '../graph/service.ts';
import { type NodeFailure, type NodeForecast, toFailure } from './events.ts';
import { type Task, type TaskInput, tasksOf } from './tasks/task.ts';

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
  const known = new Map<Task, Known<Record<string, unknown>>>();
  const failures: NodeFailure[] = [];
  const shared = new Map<string, Promise<unknown>>();
  let turns = 0;
  for (const task of tasks) {
    if (!asked.has(task)) continue;
    // A large graph takes a while: let other work proceed.
    turns += 1;
    if (turns % TURNS_AT_ONCE === 0) await setImmediate();
    try {
      if (task.fingerprintError !== undefined) throw task.fingerprintError;
      known.set(task, await knownOutputs(task, known, contextOf(task, services, shared)));
    } catch (error) {
      if (running.has(task.id)) failures.push(toFailure(task.id, task.definition.type, error));
    }
  }
  return failures;
}

async function knownOutputs(
  { definition, inputs }: Task,
  known: ReadonlyMap<Task, Known<Record<string, unknown>>>,
  context: ForeseeContext,
): Promise<Known<Record<string, unknown>>> {
  if (!definition.foresee) return {};
  const valueOf = (input: TaskInput): unknown => {
    if (input.kind === 'literal') return input.value;
    return input.kind === 'list' ? input.items.map(valueOf) : known.get(input.task)?.[input.output];
  };
  return definition.foresee(Object.fromEntries([...inputs].map(([name, input]) => [name, valueOf(input)])), context);
}

function contextOf(task: Task, services: Services, shared: Map<string, Promise<unknown>>): ForeseeContext {
  return {
    node: task.id,
    use: (token) => services.use(token),
    once<T>(key: string, work: () => Promise<T>): Promise<T> {
      const begun = (shared.get(key) as Promise<T> | undefined) ?? work();
      shared.set(key, begun);
      return begun;
    },
  };
}

/** The tasks and everything above them. */
function withSources(tasks: readonly Task[]): ReadonlySet<Task> {
  const found = new Set(tasks);
  // A Set visits elements that are added during iteration.
  for (const { inputs } of found) for (const source of tasksOf(inputs.values())) found.add(source);
  return found;
}
