/** Forecasts a run without computing anything: which nodes it would reuse, which it would run and for how long. */
import { Breather } from './breather.ts';
import type { Forecast, NodeForecast } from './events.ts';
import { expectSeconds } from './expect.ts';
import { explainMiss } from './explain.ts';
import type { EngineParts } from './shared/parts.ts';
import { sources, type Task, tasksOf } from './tasks/task.ts';

/** @param tasks identified and looked up, sources first. */
export async function forecast(
  tasks: readonly Task[],
  targets: readonly Task[],
  scope: string,
  parts: EngineParts,
): Promise<Forecast> {
  const actions = await actionsOf(tasks, targets, scope, parts);
  const running = new Set(tasks.filter((_, index) => actions[index]?.action === 'run'));
  const expected = await expectSeconds(tasks, running, parts.services);
  const nodes = tasks.flatMap((task, index): NodeForecast[] => {
    const action = actions[index];
    const seconds = expected.get(task);
    return action?.action === 'run' && seconds !== undefined ? [{ ...action, seconds }] : action ? [action] : [];
  });
  return { nodes, ...totals(nodes) };
}

/** The same for each node, with the times of its last runs. */
export async function actionsOf(
  tasks: readonly Task[],
  targets: readonly Task[],
  scope: string,
  { traces }: EngineParts,
): Promise<readonly NodeForecast[]> {
  const demanded = new Map<Task, NodeForecast>();
  const breather = new Breather();
  const open = [...targets];
  for (let task = open.pop(); task; task = open.pop()) {
    if (demanded.has(task)) continue;
    if (breather.isDue) await breather.breathe();
    const node = { node: task.id, type: task.definition.type };
    if (task.known) {
      demanded.set(task, { ...node, action: 'reuse', tier: task.known.tier });
      continue;
    }
    const last = traces.get(scope, task.id);
    demanded.set(task, { ...node, action: 'run', why: explainMiss(task, last), seconds: last?.seconds });
    for (const source of needs(task)) open.push(source);
  }
  const maybe = onlyLazilyNeeded(tasks, demanded);
  return tasks.map(
    (task): NodeForecast =>
      demanded.get(task) ?? {
        node: task.id,
        type: task.definition.type,
        action: maybe.has(task) ? 'maybe' : 'not-needed',
      },
  );
}

/** Sources a task will demand, as far as its literals tell. A child of an expansion may demand any lazy input. */
function needs(task: Task): Task[] {
  const { definition, inputs } = task;
  if ('expand' in definition) return tasksOf(inputs.values());
  const literals: Record<string, unknown> = {};
  for (const [name, input] of inputs) if (input.kind === 'literal') literals[name] = input.value;
  const demanded = definition.demand?.(literals) ?? [];
  return [...sources(task), ...tasksOf(demanded.flatMap((name) => inputs.get(name) ?? []))];
}

/** Tasks that are not demanded, but feed one that runs. */
function onlyLazilyNeeded(tasks: readonly Task[], demanded: ReadonlyMap<Task, NodeForecast>): ReadonlySet<Task> {
  const maybe = new Set<Task>();
  for (const task of tasks.toReversed()) {
    if (demanded.get(task)?.action !== 'run' && !maybe.has(task)) continue;
    for (const source of tasksOf(task.inputs.values())) if (!demanded.has(source)) maybe.add(source);
  }
  return maybe;
}

function totals(nodes: readonly NodeForecast[]): Pick<Forecast, 'seconds' | 'unknown'> {
  let [seconds, known, unknown] = [0, 0, 0];
  for (const node of nodes) {
    if (node.action !== 'run') continue;
    if (node.seconds === undefined) unknown += 1;
    else {
      known += 1;
      seconds += node.seconds;
    }
  }
  return { seconds: known > 0 ? seconds : undefined, unknown };
}
