/** Progress of an expanded node: number of settled steps, the part of the one at work, and the last preview. */
import type { Preview } from '../graph/define.ts';
import type { Task } from './tasks/task.ts';

interface ParentProgress {
  readonly node: string;
  /** Steps that are settled, and the part that is done of the step at work. */
  readonly value: number;
  readonly max: number;
  readonly preview: Preview | undefined;
}

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

  /**
   * Notes the preview of a step.
   * @param part of the step that is done.
   * @returns the parent's progress within a step; undefined at its ends, and for a task that does not count.
   */
  saw(task: Task, part: number, preview: Preview | undefined): ParentProgress | undefined {
    const parent = task.parent && this.#steps.get(task.parent);
    if (!task.parent || !parent) return undefined;
    if (preview) parent.preview = preview;
    if (part <= 0 || part >= 1 || !parent.names.has(task.id)) return undefined;
    return { node: task.parent.id, value: parent.done + part, max: parent.names.size, preview: undefined };
  }

  /** The parent's progress after `task` settled; undefined when `task` does not count. */
  settled(task: Task): ParentProgress | undefined {
    const parent = task.parent && this.#steps.get(task.parent);
    if (!task.parent || !parent?.names.has(task.id)) return undefined;
    parent.done++;
    return { node: task.parent.id, value: parent.done, max: parent.names.size, preview: parent.preview };
  }
}
