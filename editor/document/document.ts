/**
 * One open workflow: the truth the views follow. It changes by commands only. Each is a patch with a name, can be taken back, and
 * is sent to the server, which puts the edits of all tabs in one order: what is shown is what the server confirmed, with the
 * edits it has not confirmed yet on top. Of these none makes anew what has the name of something that is or was there: it gets a
 * free name at once. The server may have made an edit under the name it had before, and says so: then that is its name.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { nanoid } from 'nanoid';
import {
  applyPatch,
  clashesOf,
  creates,
  invertPatch,
  type Patch,
  pathKey,
  usedAfter,
  type UsedNames,
  valueAt,
  type Workflow,
} from '../../engine/protocol/index.ts';
import { freshNames, renamedKey, renamedPatch, type Renames, renamesBetween } from './naming/rename.ts';

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
  /** See OpenDocument in protocol.ts. Default: none. */
  readonly used?: Iterable<string> | undefined;
  /** Called with every edit to be sent. */
  readonly send: (edit: Edit) => void;
  /** Edits of an earlier session the server never confirmed. They are not sent again here. */
  readonly pending?: readonly Edit[];
}

/** A patch of two, one after the other, with only the last value of each field: a long drag stays as small as its first move. */
function joinedPatch(first: Patch, second: Patch): Patch {
  const all = [...first, ...second];
  const fields = new Map(all.map((change) => [JSON.stringify(change.path), change]));
  const around = new Set(
    all.flatMap(({ path }) => path.slice(1).map((_, index) => JSON.stringify(path.slice(0, index + 1)))),
  );
  // Fields inside of one another, put into a place or created depend on their order.
  const entangled =
    creates(all) || all.some(({ path, before }) => before !== undefined || around.has(JSON.stringify(path)));
  return entangled ? all : [...fields.values()];
}

/** Whether a change is of the thing at a path, in it, or sets it with what is around it. */
function isNamed(patches: readonly Patch[], path: readonly string[]): boolean {
  return patches.some((patch) =>
    patch.some((change) => {
      const shared = Math.min(change.path.length, path.length);
      if (!path.slice(0, shared).every((name, index) => name === change.path[index])) return false;
      return shared === path.length || valueAt(change.value as Workflow, path.slice(shared)) !== undefined;
    }),
  );
}

export class Document {
  readonly id: string;
  readonly #confirmed: { value: Workflow };
  /** Names of what is gone from what the server confirmed. */
  #used: UsedNames;
  readonly #pending = signal<readonly Edit[]>([]);
  readonly #shown: Signal<Workflow>;
  readonly #done = signal<readonly Step[]>([]);
  readonly #undone = signal<readonly Step[]>([]);
  readonly #send: (edit: Edit) => void;
  readonly #renaming = new Set<(rename: (key: string) => string) => void>();
  /** Parts that did not change are the same objects as before. */
  readonly workflow: ReadonlySignal<Workflow>;
  /** Names of what undo and redo would do; undefined when there is nothing. */
  readonly undoName: ReadonlySignal<string | undefined>;
  readonly redoName: ReadonlySignal<string | undefined>;
  /** Edits the server has not confirmed, the oldest first. */
  readonly pending: ReadonlySignal<readonly Edit[]>;

  constructor({ id, workflow, used = [], send, pending = [] }: DocumentOptions) {
    this.id = id;
    this.#confirmed = { value: workflow };
    this.#used = new Set(used);
    this.#pending.value = pending;
    this.#shown = signal(workflow);
    this.#send = send;
    this.workflow = computed(() => this.#shown.value);
    this.undoName = computed(() => this.#done.value.at(-1)?.name);
    this.redoName = computed(() => this.#undone.value.at(-1)?.name);
    this.pending = this.#pending;
    this.#show();
  }

  /**
   * Makes a change. A command without changes does nothing. What is new in it gets another name when something has or had the one
   * it has: it could not be told from that.
   * @returns the items selected after it; see Command.
   */
  do({ name, patch: wanted, merge, select }: Command): readonly string[] | undefined {
    if (wanted.length === 0) return select;
    const renames = this.#freeNames(
      wanted.filter(({ create, path }) => create === true && this.#isTaken(path)).map(({ path }) => path),
    );
    const patch = this.#told(renames ? renamedPatch(wanted, renames) : wanted);
    const back = invertPatch(this.workflow.peek(), patch);
    const last = this.#done.peek().at(-1);
    const joined = merge !== undefined && last?.merge === merge;
    const step = joined
      ? { name, forward: joinedPatch(last.forward, patch), back: joinedPatch(back, last.back), merge }
      : { name, forward: patch, back, merge };
    this.#done.value = [...(joined ? this.#done.peek().slice(0, -1) : this.#done.peek()), step];
    this.#undone.value = [];
    this.#edit(patch);
    return renames ? select?.map((key) => renamedKey(key, renames)) : select;
  }

  /** Ends a series of commands that are one step: what follows is a step of its own. */
  settle(): void {
    const last = this.#done.peek().at(-1);
    if (last?.merge !== undefined)
      this.#done.value = [...this.#done.peek().slice(0, -1), { ...last, merge: undefined }];
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
    this.#edit(this.#told(step.forward));
    return step.name;
  }

  /** The server made an edit, this tab's or another's. */
  confirm({ edit, patch }: Edit): void {
    batch(() => {
      const renamed = this.#follow(edit, patch);
      const before = this.#confirmed.value;
      this.#confirmed.value = applyPatch(before, patch);
      this.#used = usedAfter(this.#used, before, this.#confirmed.value);
      const [first, ...rest] = this.#pending.peek();
      // Confirmed in the order they were made, with nothing in between: what is shown stays the same object.
      if (first?.edit === edit && !renamed) this.#pending.value = rest;
      else this.#show(edit);
    });
  }

  /**
   * The server cannot make an edit, or has it already in what {@link reset} was given.
   * @param made the patch it has it with.
   */
  refuse(edit: string, made?: Patch): void {
    if (!this.#pending.peek().some((each) => each.edit === edit)) return;
    batch(() => {
      if (made) this.#follow(edit, made);
      this.#show(edit);
    });
  }

  /**
   * The server cannot make an edit because something has or had the names of what it makes anew: that gets free names, in the
   * edit, in those made after it, in the history and in what {@link onRename} is told. The edits keep their ids.
   * @param paths see `edit-refused` in protocol.ts.
   */
  giveWay(edit: string, paths: readonly (readonly string[])[]): void {
    const own = this.#pending.peek().find((each) => each.edit === edit);
    // An answer to an earlier try says nothing of the names it has now.
    const created = paths.filter((path) =>
      own?.patch.some((change) => change.create && change.path.join(' ') === path.join(' ')),
    );
    const renames = this.#freeNames(created);
    if (!renames) return;
    batch(() => {
      this.#rename(renames, edit);
      this.#show();
    });
  }

  /**
   * Calls the listener right before items get other names, with what gives the new key for the old (see selection.ts). Edits that
   * it makes still use the old names. @returns what ends it.
   */
  onRename(listener: (rename: (key: string) => string) => void): () => void {
    this.#renaming.add(listener);
    return () => this.#renaming.delete(listener);
  }

  /**
   * Starts over from what the server has, with what it has not confirmed on top.
   * @param used see {@link DocumentOptions}.
   */
  reset(workflow: Workflow, used: Iterable<string>): void {
    this.#confirmed.value = workflow;
    this.#used = new Set(used);
    this.#show();
  }

  /** @param wanted what is new in it may have lost its name to something else meanwhile. */
  #edit(wanted: Patch): void {
    const renames = this.#freeNames(clashesOf(this.#shown.peek(), wanted, this.#used));
    const patch = renames ? renamedPatch(wanted, renames) : wanted;
    const edit = { edit: nanoid(), patch };
    batch(() => {
      if (renames) this.#renameHistory(renames);
      this.#pending.value = [...this.#pending.peek(), edit];
      this.#shown.value = applyPatch(this.#shown.peek(), patch);
    });
    this.#send(edit);
  }

  /** Takes over the names with which the server made an edit. @returns whether they are others. */
  #follow(edit: string, made: Patch): boolean {
    const own = this.#pending.peek().find((each) => each.edit === edit);
    // What it has not heard of yet is not what it means by the name; what is there is the edit itself, as it was made.
    const renames =
      own &&
      renamesBetween(own.patch, made, (paths) =>
        this.#freeNames(paths.filter((path) => valueAt(this.#confirmed.value, path) === undefined)),
      );
    if (renames) this.#rename(renames, edit);
    return renames !== undefined;
  }

  /** @param from the first of the edits that mean these names as this tab does: what was made before it is about other things. */
  #rename(renames: Renames, from: string): void {
    for (const listener of this.#renaming) listener((key) => renamedKey(key, renames));
    const start = this.#pending.peek().findIndex(({ edit }) => edit === from);
    this.#pending.value = this.#pending
      .peek()
      .map((each, index) => (index < start ? each : { edit: each.edit, patch: renamedPatch(each.patch, renames) }));
    this.#renameHistory(renames);
  }

  #renameHistory(renames: Renames): void {
    const renamed = (step: Step): Step => ({
      ...step,
      forward: renamedPatch(step.forward, renames),
      back: renamedPatch(step.back, renames),
    });
    this.#done.value = this.#done.peek().map(renamed);
    this.#undone.value = this.#undone.peek().map(renamed);
  }

  /** Gives free names to what is new in edits that are pending. */
  #evade(): void {
    if (!this.#pending.peek().some(({ patch }) => creates(patch))) return;
    let workflow = this.#confirmed.value;
    for (const { edit, patch } of this.#pending.peek()) {
      const now = (): Patch => this.#pending.peek().find((each) => each.edit === edit)?.patch ?? patch;
      const renames = this.#freeNames(clashesOf(workflow, now(), this.#used));
      if (renames) this.#rename(renames, edit);
      workflow = applyPatch(workflow, now());
    }
  }

  /** A patch that says of all it creates whether that is brought back: it is new when nothing had its name. */
  #told(patch: Patch): Patch {
    const pending = this.#pending.peek().map((each) => each.patch);
    const wasThere = (path: readonly string[]): boolean => this.#used.has(pathKey(path)) || isNamed(pending, path);
    return patch.map((change) =>
      change.create ? { ...change, create: wasThere(change.path) ? 'again' : true } : change,
    );
  }

  #freeNames(paths: readonly (readonly string[])[]): Renames | undefined {
    return freshNames(paths, (path) => this.#isTaken(path));
  }

  /** Whether something has a name, or had it and can be brought back. */
  #isTaken(path: readonly string[]): boolean {
    if (this.#used.has(pathKey(path))) return true;
    if ([this.#confirmed.value, this.#shown.peek()].some((workflow) => valueAt(workflow, path) !== undefined))
      return true;
    const patches = [
      ...this.#pending.peek().map(({ patch }) => patch),
      ...[...this.#done.peek(), ...this.#undone.peek()].flatMap(({ forward, back }) => [forward, back]),
    ];
    return isNamed(patches, path);
  }

  /** @param settled an edit that is pending no more. */
  #show(settled?: string): void {
    batch(() => {
      this.#pending.value = this.#pending.peek().filter(({ edit }) => edit !== settled);
      this.#evade();
      this.#shown.value = this.#pending
        .peek()
        .reduce((shown, { patch }) => applyPatch(shown, patch), this.#confirmed.value);
    });
  }
}
