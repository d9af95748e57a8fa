/** One turn of a task whose sources are settled: it is computed, expanded, or found to need more sources first. */
import { mapValues } from '../map-values.ts';
import type { ExecutionNotice } from '../shared/parts.ts';
import type { DoneState, Result, Task } from '../tasks/task.ts';
import type { InputValuesByName, TurnContext, TurnOutcome } from './context.ts';
import { execute, type ExecutionResult } from './execute.ts';
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
  if ('run' in definition) {
    const { parts, run, cancellation, report } = context;
    const onNotice = (notice: ExecutionNotice): void => report.noticed(task, notice);
    return doneState(await execute({ task, definition, inputs, run, cancellation, onNotice }, parts));
  }
  await beginExpansion(task, definition, inputs, context);
  return { kind: 'wait' };
}

/** Asks the node which lazy inputs it needs. Returns true when it names new ones. */
function demandLazyInputs(task: Task, inputs: InputValuesByName): boolean {
  const { definition, demanded } = task;
  if (!definition.demand) return false;
  const wanted = definition.demand(inputs).filter((name) => {
    const input = task.inputs.get(name);
    return input && input.kind !== 'literal' && definition.inputs[name]?.lazy;
  });
  task.demanded = new Set([...demanded, ...wanted]);
  return task.demanded.size > demanded.size;
}

function doneState({ result, shared }: ExecutionResult): DoneState {
  const { outputs, seconds } = result.entry;
  if (result.kind === 'found') {
    const results = mapValues(outputs, (stored): Result => ({ stored }));
    return { kind: 'done', results, origin: result.tier, match: 'shallow' };
  }
  const { values } = result;
  const results = mapValues(outputs, (stored, name): Result => ({ stored, value: { value: values[name] } }));
  return { kind: 'done', results, origin: shared ? 'shared' : 'executed', seconds };
}
