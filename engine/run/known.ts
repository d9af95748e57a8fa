/** Facts about outputs before anything runs, as the nodes themselves tell them. */
import type { ForeseeContext, Known } from '../graph/define.ts';
import type { Services } from '../graph/service.ts';
import { type Task, type TaskInput, tasksOf } from './tasks/task.ts';

/** What is known of the outputs of tasks. */
export type KnownOutputs = Map<Task, Known<Record<string, unknown>>>;

/** Asks a node what is known of its outputs. @throws what the node throws. */
export async function foreseen(
  { definition, inputs }: Task,
  known: KnownOutputs,
  context: ForeseeContext,
): Promise<Known<Record<string, unknown>>> {
  return definition.foresee ? definition.foresee(knownInputs(inputs, known), context) : {};
}

/** What is known of the inputs of a task: literals, and what its sources say. */
export function knownInputs(inputs: Task['inputs'], known: KnownOutputs): Record<string, unknown> {
  const valueOf = (input: TaskInput): unknown => {
    if (input.kind === 'literal') return input.value;
    return input.kind === 'list' ? input.items.map(valueOf) : known.get(input.task)?.[input.output];
  };
  return Object.fromEntries([...inputs].map(([name, input]) => [name, valueOf(input)]));
}

/** Contexts that share work: see {@link ForeseeContext.once}. */
export function foreseeContexts(services: Services, checks: boolean): (task: Task) => ForeseeContext {
  const shared = new Map<string, Promise<unknown>>();
  return (task) => ({
    node: task.id,
    checks,
    use: (token) => services.use(token),
    once<T>(key: string, work: () => Promise<T>): Promise<T> {
      const begun = (shared.get(key) as Promise<T> | undefined) ?? work();
      shared.set(key, begun);
      return begun;
    },
  });
}

/** The tasks and everything above them. */
export function withSources(tasks: Iterable<Task>): ReadonlySet<Task> {
  const found = new Set(tasks);
  // A Set visits elements that are added during iteration.
  for (const { inputs } of found) for (const source of tasksOf(inputs.values())) found.add(source);
  return found;
}
