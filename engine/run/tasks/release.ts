/**
 * Lets go of values that no task of the run will read again. The cache keeps them as far as it likes; a task that needs
 * one after all reads it there, or computes it again. So a run of many targets holds what the unfinished ones need.
 */
import { mapValues } from '../map-values.ts';
import { isSettled, type Task, type TaskInput } from './task.ts';

/** Counts one reader more of the source of an input. */
export function addReader(input: TaskInput): void {
  if (input.kind === 'task') input.task.readers += 1;
  else if (input.kind === 'list') input.items.forEach(addReader);
}

/** Counts one reader less of a task, and drops its values when there is none left. */
export function removeReader(task: Task): void {
  task.readers -= 1;
  if (task.readers === 0) dropValues(task);
}

/** The task is settled: it reads its sources no more, and its expansion has done its work. */
export function readNoMore(task: Task): void {
  if (task.isThrough) return;
  task.isThrough = true;
  for (const input of task.inputs.values()) removeReaderOf(input);
  if (!task.expansion) return;
  for (const output of task.expansion.values()) removeReaderOf(output);
  task.expansion = undefined;
  for (const child of task.children) {
    readNoMore(child);
    dropValues(child);
  }
  task.children = [];
}

function removeReaderOf(input: TaskInput): void {
  if (input.kind === 'task') removeReader(input.task);
  else if (input.kind === 'list') input.items.forEach(removeReaderOf);
}

/** Values that no cache keeps stay, as another value may come of computing them again. */
function dropValues(task: Task): void {
  const { state, definition } = task;
  if (!isSettled(state) || state.kind !== 'done' || (definition.reuse ?? 'store') !== 'store') return;
  let isHeld = false;
  for (const name in state.results) isHeld ||= state.results[name]?.value !== undefined;
  if (!isHeld) return;
  task.state = { ...state, results: mapValues(state.results, ({ stored }) => ({ stored })) };
}
