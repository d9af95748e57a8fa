/** One turn of a task whose sources are settled: compute it, expand it, or find that it needs more sources first. */
import type { OutputMap, RunDefinition } from '../../graph/define.ts';
import type { InputMap } from '../../graph/input.ts';
import { mapValues } from '../map-values.ts';
import type { ExecutionNotice } from '../shared/parts.ts';
import type { DoneState, Result, Task } from '../tasks/task.ts';
import type { InputValuesByName, TurnContext, TurnOutcome } from './context.ts';
import { execute } from './execute.ts';
import { beginExpansion, finishExpansion } from './expansion.ts';
import { readInputs } from './read-inputs.ts';

/** @throws what the node throws, or the reason of the cancellation. */
export async function takeTurn(task: Task, context: TurnContext): Promise<TurnOutcome> {
  context.cancellation.throwIfAborted();
  if (task.fingerprintError !== undefined) throw task.fingerprintError;
  if (task.expansion) return finishExpansion(task, task.expansion, context.parts.cache);
  const inputs = await readInputs(task, context.read);
  if (!inputs || demandLazyInputs(task, inputs)) return { kind: 'wait' };
  const { definition } = task;
  if ('run' in definition) return compute(task, definition, inputs, context);
  await beginExpansion(task, definition, inputs, context);
  return { kind: 'wait' };
}

/** Asks the node which lazy inputs it needs. Returns true when it names new ones. */
function demandLazyInputs(task: Task, inputs: InputValuesByName): boolean {
  const before = task.demanded.size;
  for (const name of task.definition.demand?.(inputs) ?? []) {
    const input = task.inputs.get(name);
    if (input && input.kind !== 'literal' && task.definition.inputs[name]?.lazy) task.demanded.add(name);
  }
  return task.demanded.size > before;
}

async function compute(
  task: Task,
  definition: RunDefinition<InputMap, OutputMap>,
  inputs: InputValuesByName,
  { parts, run, cancellation, report }: TurnContext,
): Promise<DoneState> {
  const onNotice = (notice: ExecutionNotice): void => report.noticed(task, notice);
  const { outcome, shared } = await execute({ task, definition, inputs, run, cancellation, onNotice }, parts);
  const { outputs, seconds } = outcome.entry;
  if (outcome.kind === 'found') {
    const results = mapValues(outputs, (stored): Result => ({ stored }));
    return { kind: 'done', results, origin: outcome.tier, match: 'shallow' };
  }
  const { values } = outcome;
  const results = mapValues(outputs, (stored, name): Result => ({ stored, value: { value: values[name] } }));
  return { kind: 'done', results, origin: shared ? 'shared' : 'executed', seconds };
}
