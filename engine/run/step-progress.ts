/** Progress of an expanded node: number of settled steps, and the last preview a step showed. */
import type { Preview } from '../graph/define.ts';
import type { Task } from './tasks/task.ts';

export class StepProgress {
  readonly #steps = new Map<
    Task,
    { readonly names: ReadonlySet<string>; done: number; preview: Preview | undefined }
  >();

  /** @param steps ids of the children that count as units of progress, without the parent's prefix. */
  track(parent: Task, steps: readonly string[]): void {
    if (steps.length > 0)
      this.#steps.set(parent, {
        names: new Set(steps.map((step) => `${parent.id}/${step}`)),
        done: 0,
        preview: undefined,
      });
  }

  saw(task: Task, preview: Preview | undefined): void {
    const parent = task.parent && this.#steps.get(task.parent);
    if (parent && preview) parent.preview = preview;
  }

  /** The parent's progress after `task` settled; undefined when `task` does not count. */
  settled(task: Task): { node: string; value: number; max: number; preview: Preview | undefined } | undefined {
    const parent = task.parent && this.#steps.get(task.parent);
    if (!task.parent || !parent?.names.has(task.id)) return undefined;
    parent.done++;
    return { node: task.parent.id, value: parent.done, max: parent.names.size, preview: parent.preview };
  }
}
