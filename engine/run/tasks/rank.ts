/** Gives tasks their urgency, by a depth-first walk from the targets. */
import { type Task, tasksOf } from './task.ts';
import { LAST } from './urgency.ts';

/** Sets the urgency of the targets and of everything above them. @param targets the most urgent first. */
export function rankTargets(targets: readonly Task[]): void {
  let place = 0;
  for (const [target, root] of targets.entries())
    walk(root, (task) => {
      place += 1;
      task.urgency = { target, place, room: 1 };
    });
}

/** Sets the urgency of the children of an expansion: that of the parent, refined by their own order. */
export function rankChildren({ urgency: { target, place, room } }: Task, roots: readonly Task[], count: number): void {
  const share = room / (count + 1);
  let next = place - room;
  for (const root of roots)
    walk(root, (task) => {
      next += share;
      task.urgency = { target, place: next, room: share };
    });
}

/** Calls `visit` for the root and the tasks above it that have no urgency yet, sources first. */
function walk(root: Task, visit: (task: Task) => void): void {
  const entered = new Set<Task>();
  const stack = [root];
  for (let task = stack.at(-1); task; task = stack.at(-1)) {
    if (task.urgency !== LAST) stack.pop();
    else if (entered.has(task)) {
      visit(task);
      stack.pop();
    } else {
      entered.add(task);
      const sources = tasksOf(task.inputs.values());
      for (let at = sources.length - 1; at >= 0; at--)
        if (sources[at]?.urgency === LAST) stack.push(sources[at] as Task);
    }
  }
}
