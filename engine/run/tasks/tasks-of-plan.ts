/** Creates the tasks of a plan and links them to each other, sources first. */
import type { PlannedInput } from '../../graph/check-node.ts';
import type { Plan } from '../../graph/plan.ts';
import { addReader } from './release.ts';
import { createTask, type Task, type TaskInput } from './task.ts';

export function tasksOfPlan(plan: Plan): Map<string, Task> {
  const tasks = new Map<string, Task>();
  const resolve = (input: PlannedInput): TaskInput => {
    if (input.kind === 'literal') return input;
    if (input.kind === 'list') return { kind: 'list', items: input.items.map(resolve) };
    return { kind: 'task', task: tasks.get(input.source) as Task, output: input.output };
  };
  for (const { id, definition, inputs: planned } of plan.nodes.values()) {
    const inputs = new Map<string, TaskInput>();
    for (const [name, input] of planned) {
      const resolved = resolve(input);
      addReader(resolved);
      inputs.set(name, resolved);
    }
    tasks.set(id, createTask(id, definition, inputs));
  }
  return tasks;
}
