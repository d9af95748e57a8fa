/** The two turns of an expanding node: it is replaced by its children, and later takes over their results. */
import type { ResultCache, StoredOutput } from '../../cache/result.ts';
import type { ExpandDefinition, OutputMap } from '../../graph/define.ts';
import type { InputMap } from '../../graph/input.ts';
import { expandTask } from './tasks-of-expansion.ts';
import { identify } from '../tasks/identify.ts';
import { mapValues } from '../map-values.ts';
import type { Result, Task, TaskInput } from '../tasks/task.ts';
import type { InputValuesByName, TurnContext, TurnOutcome } from './context.ts';

/** @throws GraphError when the expansion is not a valid graph. */
export async function beginExpansion(
  task: Task,
  definition: ExpandDefinition<InputMap, OutputMap>,
  inputs: InputValuesByName,
  { parts: { registry, services }, report }: TurnContext,
): Promise<void> {
  const expansion = await definition.expand(inputs, {
    node: task.id,
    use: (token) => services.use(token),
    given: (name) => task.inputs.has(name),
  });
  const { tasks, outputs } = expandTask(task, expansion, registry);
  await identify(tasks, services);
  task.expansion = outputs;
  task.children = tasks;
  report.expanded(task, expansion.steps ?? []);
}

/** @throws TypeError when an output of the expansion is a literal. */
export async function finishExpansion(
  task: Task,
  expansion: ReadonlyMap<string, TaskInput>,
  cache: ResultCache,
): Promise<TurnOutcome> {
  const results: Record<string, Result> = {};
  for (const [name, source] of expansion) {
    if (source.kind !== 'task')
      throw new TypeError(
        `Node type "${task.definition.type}": output "${name}" of an expansion must come from a node`,
      );
    const result = source.task.state.kind === 'done' ? source.task.state.results[source.output] : undefined;
    if (!result) return { kind: 'wait' };
    results[name] = result;
  }
  const outputs = mapValues(results, (result) => result.stored);
  if (task.deepKey !== undefined && task.definition.reuse !== 'never')
    await cache.link(task.deepKey, { outputs, seconds: 0 });
  await cache.finish?.(Object.values(outputs), task.children.flatMap(storedOf));
  return { kind: 'done', results, origin: 'executed', ...estimatedSeconds(task.children) };
}

function storedOf({ state }: Task): StoredOutput[] {
  return state.kind === 'done' ? Object.values(state.results).map(({ stored }) => stored) : [];
}

/** Time of all children, estimated from the mean of the computed ones; nothing when no child was computed. */
function estimatedSeconds(children: readonly Task[]): { readonly seconds?: number } {
  let [computed, seconds] = [0, 0];
  for (const { state } of children) {
    if (state.kind !== 'done' || state.origin !== 'executed' || state.seconds === undefined) continue;
    computed += 1;
    seconds += state.seconds;
  }
  return computed === 0 ? {} : { seconds: (seconds / computed) * children.length };
}
