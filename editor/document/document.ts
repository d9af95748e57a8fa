/**
 * One open workflow: the truth the views follow. It changes by commands only. Each is a patch with a name, can be taken back, and
 * is sent to the server, which puts the edits of all tabs in one order: what is shown is what the server confirmed, with the
 * edits it has not confirmed yet on top.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { nanoid } from 'nanoid';
import { applyPatch, invertPatch, type Patch, type Workflow } from '../../engine/server/protocol.ts';

export interface Command {
  /** What people read in the history, such as "Move 3 nodes". */
  readonly name: string;
  readonly patch: Patch;
  /** Commands of one key right after each other are one step of the history, such as those of a drag or of typing. */
  readonly merge?: string | undefined;
  /** Items selected after it; see selection.ts. Default: the selection stays. */
  readonly select?: readonly string[] | undefined;
}

export interface Edit {
  readonly edit: string;
  readonly patch: Patch;
}

interface Step {
  readonly name: string;
  readonly forward: Patch;
  readonly back: Patch;
  readonly merge: string | undefined;
}

export interface DocumentOptions {
  readonly id: string;
  readonly workflow: Workflow;
  /** Called with every edit to be sent. */
  readonly send: (edit: Edit) => void;
  /** Edits of an earlier session the server never confirmed. They are not sent again here. */
  readonly pending?: readonly Edit[];
}

/** A patch of two, one after the other, with only the last value of each field: a long drag stays as small as its first move. */
function joinedPatch(first: Patch, second: Patch): Patch {
  const all = [...first, ...second];
  const fields = new Map(all.map((change) => [JSON.stringify(change.path), change]));
  const around = new Set(all.flatMap(({ path }) => path.slice(1).map((_, index) => JSON.stringify(path.slice(0, index + 1)))));
  // Fields inside of one another, or put into a place, depend on their order.
  const entangled = all.some(({ path, before }) => before !== undefined || around.has(JSON.stringify(path)));
  return entangled ? all : [...fields.values()];
}

export class Document {
  readonly id: string;
  readonly #confirmed: { value: Workflow };
  readonly #pending = signal<readonly Edit[]>([]);
  readonly #shown: Signal<Workflow>;
  readonly #done = signal<readonly Step[]>([]);
  readonly #undone = signal<readonly Step[]>([]);
  readonly #send: (edit: Edit) => void;
  /** Parts that did not change are the same objects as before. */
  readonly workflow: ReadonlySignal<Workflow>;
  /** Names of what undo and redo would do; undefined when there is nothing. */
  readonly undoName: ReadonlySignal<string | undefined>;
  readonly redoName: ReadonlySignal<string | undefined>;
  /** Edits the server has not confirmed, the oldest first. */
  readonly pending: ReadonlySignal<readonly Edit[]>;

  constructor({ id, workflow, send, pending = [] }: DocumentOptions) {
    this.id = id;
    this.#confirmed = { value: workflow };
    this.#pending.value = pending;
    this.#shown = signal(pending.reduce((shown, { patch }) => applyPatch(shown, patch), workflow));
    this.#send = send;
    this.workflow = computed(() => this.#shown.value);
    this.undoName = computed(() => this.#done.value.at(-1)?.name);
    this.redoName = computed(() => this.#undone.value.at(-1)?.name);
    this.pending = this.#pending;
  }

  /** Makes a change. A command without changes does nothing. */
  do({ name, patch, merge }: Command): void {
    if (patch.length === 0) return;
    const back = invertPatch(this.workflow.peek(), patch);
    const last = this.#done.peek().at(-1);
    const joined = merge !== undefined && last?.merge === merge;
    const step = joined ? { name, forward: joinedPatch(last.forward, patch), back: joinedPatch(back, last.back), merge } : { name, forward: patch, back, merge };
    this.#done.value = [...(joined ? this.#done.peek().slice(0, -1) : this.#done.peek()), step];
    this.#undone.value = [];
    this.#edit(patch);
  }

  /** Ends a series of commands that are one step: what follows is a step of its own. */
  settle(): void {
    const last = this.#done.peek().at(-1);
    if (last?.merge !== undefined) this.#done.value = [...this.#done.peek().slice(0, -1), { ...last, merge: undefined }];
  }

  /** @returns the name of what was taken back; undefined when there was nothing. */
  undo(): string | undefined {
    const step = this.#done.peek().at(-1);
    if (!step) return undefined;
    this.#done.value = this.#done.peek().slice(0, -1);
    this.#undone.value = [...this.#undone.peek(), step];
    this.#edit(step.back);
    return step.name;
  }

  /** @returns the name of what was done again; undefined when there was nothing. */
  redo(): string | undefined {
    const step = this.#undone.peek().at(-1);
    if (!step) return undefined;
    this.#undone.value = this.#undone.peek().slice(0, -1);
    this.#done.value = [...this.#done.peek(), step];
    this.#edit(step.forward);
    return step.name;
  }

  /** The server made an edit, this tab's or another's. */
  confirm({ edit, patch }: Edit): void {
    this.#confirmed.value = applyPatch(this.#confirmed.value, patch);
    const [first, ...rest] = this.#pending.peek();
    // Confirmed in the order they were made, with nothing in between: what is shown stays the same object.
    if (first?.edit === edit) this.#pending.value = rest;
    else this.#show(edit);
  }

  /** The server cannot make an edit, or has it already in what {@link reset} was given. */
  refuse(edit: string): void {
    if (this.#pending.peek().some((each) => each.edit === edit)) this.#show(edit);
  }

  /** Starts over from what the server has, with what it has not confirmed on top. */
  reset(workflow: Workflow): void {
    this.#confirmed.value = workflow;
    this.#show();
  }

  #edit(patch: Patch): void {
    const edit = { edit: nanoid(), patch };
    batch(() => {
      this.#pending.value = [...this.#pending.peek(), edit];
      this.#shown.value = applyPatch(this.#shown.peek(), patch);
    });
    this.#send(edit);
  }

  /** @param settled an edit that is pending no more. */
  #show(settled?: string): void {
    batch(() => {
      this.#pending.value = this.#pending.peek().filter(({ edit }) => edit !== settled);
      this.#shown.value = this.#pending.peek().reduce((shown, { patch }) => applyPatch(shown, patch), this.#confirmed.value);
    });
  }
}
