/** What a run would do, without doing it: which nodes it would reuse, which it would compute and for how long. */
import type { Forecast, NodeForecast } from './events.ts';
import { explainMiss } from './explain.ts';
import type { EngineParts } from './shared/parts.ts';
import { sources, type Task, tasksOf } from './tasks/task.ts';

/** @param tasks identified and looked up, sources first. */
export function forecast(
  tasks: readonly Task[],
  targets: readonly Task[],
  scope: string,
  { traces }: EngineParts,
): Forecast {
  const found = new Map<Task, NodeForecast>();
  const visit = (task: Task): void => {
    if (found.has(task)) return;
    const {
      id: node,
      definition: { type },
      known,
    } = task;
    if (known) {
      found.set(task, { node, type, action: 'reuse', tier: known.tier });
      return;
    }
    const last = traces.get(scope, node);
    found.set(task, { node, type, action: 'run', why: explainMiss(task, last), seconds: last?.seconds });
    for (const source of needs(task)) visit(source);
  };
  targets.forEach(visit);
  const lazy = new Set<Task>();
  for (const task of tasks.toReversed()) {
    if (found.get(task)?.action !== 'run' && !lazy.has(task)) continue;
    for (const source of tasksOf(task.inputs.values())) if (!found.has(source)) lazy.add(source);
  }
  const nodes = tasks.map(
    (task): NodeForecast =>
      found.get(task) ?? { node: task.id, type: task.definition.type, action: lazy.has(task) ? 'maybe' : 'not-needed' },
  );
  const running = nodes.flatMap((each) => (each.action === 'run' ? [each.seconds] : []));
  const past = running.filter((seconds) => seconds !== undefined);
  return {
    nodes,
    seconds: past.length > 0 ? past.reduce((sum, seconds) => sum + seconds, 0) : undefined,
    unknown: running.length - past.length,
  };
}

/** The sources a task will ask for, as far as its literals tell. Children of an expansion may ask for every lazy input. */
function needs(task: Task): Task[] {
  if ('expand' in task.definition) return tasksOf(task.inputs.values());
  const literals = Object.fromEntries(
    [...task.inputs].flatMap(([name, input]) => (input.kind === 'literal' ? [[name, input.value]] : [])),
  );
  const demanded = task.definition.demand?.(literals) ?? [];
  const asked = demanded.flatMap((name) => {
    const input = task.inputs.get(name);
    return input ? tasksOf([input]) : [];
  });
  return [...sources(task), ...asked];
}
