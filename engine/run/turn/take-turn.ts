/** One turn of a task whose sources are settled: it is computed, expanded, or found to need more sources first. */
import { mapValues } from '../map-values.ts';
import { hasOutsideState, isKnown, outsideState } from '../tasks/identify.ts';
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
  if (dependsOnLinks(task)) task.outsideAtTurn = await outsideState(task, inputs, context.parts.services);
  if (!isKnown(definition, task.outsideAtTurn ?? task))
    throw new TypeError(`Node type "${definition.type}": its outside state is unknown although its inputs are known`);
  if ('run' in definition) {
    const { parts, traffic, cancellation, report } = context;
    const onNotice = (notice: ExecutionNotice): void => report.noticed(task, notice);
    return doneState(await execute({ task, definition, inputs, traffic, cancellation, onNotice }, parts));
  }
  await beginExpansion(task, definition, inputs, context);
  return { kind: 'wait' };
}

/** Whether the values of linked inputs may tell more of the outside state than was known before. */
function dependsOnLinks({ definition, inputs }: Task): boolean {
  return hasOutsideState(definition) && [...inputs.values()].some(({ kind }) => kind !== 'literal');
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
