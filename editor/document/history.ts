/** The undo history of one document: steps that were made, and steps that were undone and can be made again. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Patch } from '../../engine/protocol/index.ts';
import { joinedPatch } from './joined-patch.ts';
import type { Renames } from './naming/rename.ts';
import { renamedPatch } from './naming/renamed-patch.ts';

export interface Step {
  readonly name: string;
  readonly forward: Patch;
  readonly back: Patch;
  /** See Command. */
  readonly merge: string | undefined;
  /** See CommandPlace. */
  readonly path: readonly string[];
}

/** The steps of a history, each list in the order in which its steps were made or undone. */
export interface Steps {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

export class History {
  readonly #done = signal<readonly Step[]>([]);
  readonly #undone = signal<readonly Step[]>([]);
  /** Name of the step that undo would take back; undefined when there is none. */
  readonly undoName: ReadonlySignal<string | undefined> = computed(() => this.#done.value.at(-1)?.name);
  /** Name of the step that redo would make again; undefined when there is none. */
  readonly redoName: ReadonlySignal<string | undefined> = computed(() => this.#undone.value.at(-1)?.name);

  /** Where the step that undo would take back was made. */
  readonly undoPath: ReadonlySignal<readonly string[] | undefined> = computed(() => this.#done.value.at(-1)?.path);
  /** Where the step that redo would make again was made. */
  readonly redoPath: ReadonlySignal<readonly string[] | undefined> = computed(() => this.#undone.value.at(-1)?.path);

  readonly steps: ReadonlySignal<Steps> = computed(() => ({ done: this.#done.value, undone: this.#undone.value }));

  /** Starts with the steps of an earlier session. */
  restore({ done, undone }: Steps): void {
    this.#done.value = done;
    this.#undone.value = undone;
  }

  /** Adds a step, or extends the last step when both have the same merge key. Undone steps are forgotten. */
  add(step: Step): void {
    const done = this.#done.peek();
    const last = done.at(-1);
    const extended = last && step.merge !== undefined && last.merge === step.merge;
    this.#done.value = extended ? [...done.slice(0, -1), joinedStep(last, step)] : [...done, step];
    this.#undone.value = [];
  }

  /** Closes the last step: the next command starts a step of its own, whatever its merge key is. */
  settle(): void {
    const done = this.#done.peek();
    const last = done.at(-1);
    if (last?.merge !== undefined) this.#done.value = [...done.slice(0, -1), { ...last, merge: undefined }];
  }

  /** Moves the last step to the undone ones. @returns that step; undefined when there is none. */
  undo(): Step | undefined {
    return moveLast(this.#done, this.#undone);
  }

  /** Moves the step undone last back. @returns that step; undefined when there is none. */
  redo(): Step | undefined {
    return moveLast(this.#undone, this.#done);
  }

  rename(renames: Renames): void {
    const renamed = (step: Step): Step => ({
      ...step,
      forward: renamedPatch(step.forward, renames),
      back: renamedPatch(step.back, renames),
    });
    this.#done.value = this.#done.peek().map(renamed);
    this.#undone.value = this.#undone.peek().map(renamed);
  }

  /** Every patch that undo or redo can still apply. */
  patches(): readonly Patch[] {
    return [...this.#done.peek(), ...this.#undone.peek()].flatMap(({ forward, back }) => [forward, back]);
  }
}

function joinedStep(last: Step, { name, forward, back, merge, path }: Step): Step {
  return { name, forward: joinedPatch(last.forward, forward), back: joinedPatch(back, last.back), merge, path };
}

function moveLast(from: Signal<readonly Step[]>, to: Signal<readonly Step[]>): Step | undefined {
  const step = from.peek().at(-1);
  if (!step) return undefined;
  from.value = from.peek().slice(0, -1);
  to.value = [...to.peek(), step];
  return step;
}
