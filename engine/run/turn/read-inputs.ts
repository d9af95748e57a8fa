/** Reads the input values of a task. Results of its sources pass the same checks as literals. */
import { checkLiteral } from '../../graph/check-literal.ts';
import { GraphError } from '../../graph/graph-error.ts';
import type { InputDefinition } from '../../graph/input.ts';
import type { Task, TaskInput } from '../tasks/task.ts';

/** Reads a result of a settled task; undefined when it was lost and must be computed again. */
export type ReadResult = (source: Task, output: string) => Promise<{ readonly value: unknown } | undefined>;

/**
 * Reads every eager input and every demanded lazy input.
 * @returns undefined when a result was lost.
 * @throws GraphError for a result the input does not accept, such as a number out of range.
 */
export async function readInputs(task: Task, read: ReadResult): Promise<Record<string, unknown> | undefined> {
  const values: Record<string, unknown> = {};
  let complete = true;
  for (const [name, input] of task.inputs) {
    const declared = task.definition.inputs[name];
    if (input.kind !== 'literal' && (!declared || (declared.lazy && !task.demanded.has(name)))) continue;
    // Most values are in memory: a promise for each would cost more than running a small node.
    const found =
      input.kind === 'literal'
        ? input
        : (heldValue(task, name, declared, input) ?? (await readInput(task, name, declared, input, read)));
    if (found) values[name] = found.value;
    else complete = false;
  }
  return complete ? values : undefined;
}

/** The value of a single link, if this run holds it in memory. */
function heldValue(
  task: Task,
  name: string,
  declared: InputDefinition | undefined,
  input: TaskInput,
): { readonly value: unknown } | undefined {
  if (input.kind !== 'task' || input.task.state.kind !== 'done') return undefined;
  const held = input.task.state.results[input.output]?.value;
  return held && checkedValue(task, name, declared, held);
}

function checkedValue(
  task: Task,
  name: string,
  declared: InputDefinition | undefined,
  found: { readonly value: unknown },
): { readonly value: unknown } {
  if (!declared || declared.kind === 'socket') return found;
  const checked = checkLiteral(task.id, name, declared, found.value);
  if (!checked.ok) throw new GraphError([checked.issue]);
  return checked;
}

async function readInput(
  task: Task,
  name: string,
  declared: InputDefinition | undefined,
  input: TaskInput,
  read: ReadResult,
): Promise<{ readonly value: unknown } | undefined> {
  if (input.kind === 'literal') return input;
  if (input.kind === 'list') {
    const items = await Promise.all(input.items.map((item) => readInput(task, name, declared, item, read)));
    return items.every((item) => item !== undefined) ? { value: items.map(({ value }) => value) } : undefined;
  }
  const found = await read(input.task, input.output);
  return found && checkedValue(task, name, declared, found);
}
