/**
 * One open workflow. The document is the truth and every view follows it. It changes only by commands: named patches
 * that can be undone and are sent to the server, which puts the edits of all tabs in one order.
 *
 * The shown workflow is the one the server confirmed, with the unconfirmed edits on top. An unconfirmed edit never
 * reuses a name that is or was taken; it gets a free one. The server may have made the edit under its earlier name:
 * then that name is adopted.
 */
import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { nanoid } from 'nanoid';
import {
  applyPatch,
  clashesOf,
  invertPatch,
  type Patch,
  pathKey,
  usedAfter,
  type UsedNames,
  valueAt,
  type Workflow,
} from '../../engine/protocol/index.ts';
import type { Command, CommandPlace, Edit } from './command.ts';
import { applicableSteps } from './applicable-steps.ts';
import { History, type Steps } from './history.ts';
import { freshNames, renamedKey, type Renames, renamesBetween } from './naming/rename.ts';
import { renamedPatch } from './naming/renamed-patch.ts';
import { isMentioned, isTaken, markRestored } from './naming/taken-names.ts';
import { PendingEdits } from './pending-edits.ts';

export interface DocumentOptions {
  readonly id: string;
  readonly workflow: Workflow;
  /** Names of deleted items, as in OpenDocument of the protocol. Default: none. */
  readonly used?: Iterable<string> | undefined;
  /** Called with every edit that is to be sent to the server. */
  readonly send: (edit: Edit) => void;
  /** Edits of an earlier session that the server never confirmed. The document shows them and does not send them. */
  readonly pending?: readonly Edit[];
}

/** @param rename gives the new key of an item. `subgraph` is the subgraph the item is in; default: none. */
type RenameListener = (rename: (key: string, subgraph?: string) => string) => void;

const ROOT: CommandPlace = { path: [], subgraph: undefined };

export class Document {
  readonly id: string;
  #confirmed: Workflow;
  /** Names of deleted items. A new item never reuses one. */
  #deleted: UsedNames;
  readonly #pending: PendingEdits;
  readonly #shown: Signal<Workflow>;
  readonly #history = new History();
  readonly #send: (edit: Edit) => void;
  readonly #renameListeners = new Set<RenameListener>();
  /** The shown workflow. Parts that did not change keep their object identity. */
  readonly workflow: ReadonlySignal<Workflow>;
  /** Name of the step that undo would take back; undefined when there is none. */
  readonly undoName: ReadonlySignal<string | undefined>;
  /** Name of the step that redo would make again; undefined when there is none. */
  readonly redoName: ReadonlySignal<string | undefined>;
  /** Where the step that undo would take back was made; see CommandPlace. */
  readonly undoPath: ReadonlySignal<readonly string[] | undefined>;
  /** Where the step that redo would make again was made. */
  readonly redoPath: ReadonlySignal<readonly string[] | undefined>;
  /** What undo and redo would do, to be kept for another session. */
  readonly steps: ReadonlySignal<Steps>;
  /** Edits the server has not confirmed, oldest first. */
  readonly pending: ReadonlySignal<readonly Edit[]>;

  constructor({ id, workflow, used = [], send, pending = [] }: DocumentOptions) {
    this.id = id;
    this.#confirmed = workflow;
    this.#deleted = new Set(used);
    this.#pending = new PendingEdits(pending);
    this.#shown = signal(workflow);
    this.#send = send;
    this.workflow = this.#shown;
    this.undoName = this.#history.undoName;
    this.redoName = this.#history.redoName;
    this.undoPath = this.#history.undoPath;
    this.redoPath = this.#history.redoPath;
    this.steps = this.#history.steps;
    this.pending = this.#pending.list;
    this.#show();
  }

  /**
   * Makes a change. A command without changes does nothing. A new item gets another name when its name is or was taken.
   * @param place where the command was made. Default: in the workflow itself.
   * @returns keys of the items to select; see Command.
   */
  do({ name, patch: wanted, merge, select }: Command, place = ROOT): readonly string[] | undefined {
    if (wanted.length === 0) return select;
    const created = wanted.filter(({ create }) => create === true).map(({ path }) => path);
    const renames = this.#freeNames(created.filter((path) => this.#isTaken(path)));
    const patch = this.#markRestored(renames ? renamedPatch(wanted, renames) : wanted);
    const back = invertPatch(this.workflow.peek(), patch);
    this.#history.add({ name, forward: patch, back, merge, path: place.path });
    this.#edit(patch);
    return renames ? select?.map((key) => renamedKey(key, renames, place.subgraph)) : select;
  }

  /** Takes over the history of an earlier session, as far as others have not overwritten what its steps changed. */
  restore(steps: Steps): void {
    this.#history.restore(applicableSteps(this.workflow.peek(), steps));
  }

  /** Ends a series of commands that are one step: the next command starts a step of its own. */
  settle(): void {
    this.#history.settle();
  }

  /** @returns the name of the step that was taken back; undefined when there was none. */
  undo(): string | undefined {
    const step = this.#history.undo();
    if (step) this.#edit(step.back);
    return step?.name;
  }

  /** @returns the name of the step that was made again; undefined when there was none. */
  redo(): string | undefined {
    const step = this.#history.redo();
    if (step) this.#edit(this.#markRestored(step.forward));
    return step?.name;
  }

  /** The server made an edit, of this tab or of another. */
  confirm({ edit, patch }: Edit): void {
    batch(() => {
      const isRenamed = this.#adoptNames(edit, patch);
      const before = this.#confirmed;
      this.#confirmed = applyPatch(before, patch);
      this.#deleted = usedAfter(this.#deleted, before, this.#confirmed);
      // The oldest edit is already part of the shown workflow, which therefore stays the same object.
      if (this.#pending.isOldest(edit) && !isRenamed) this.#pending.remove(edit);
      else this.#show(edit);
    });
  }

  /**
   * The server cannot make an edit, or has it already in the workflow given to {@link reset}.
   * @param made the patch under which the server has the edit; undefined when it cannot make it.
   */
  refuse(edit: string, made?: Patch): void {
    if (!this.#pending.find(edit)) return;
    batch(() => {
      if (made) this.#adoptNames(edit, made);
      this.#show(edit);
    });
  }

  /**
   * The server cannot make an edit because names of its new items are or were taken. These items get free names: in the
   * edit, in later edits and in the history. Listeners of {@link onRename} are told. The edits keep their ids.
   * @param paths the taken names; see `edit-refused` in the protocol.
   */
  giveWay(edit: string, paths: readonly (readonly string[])[]): void {
    const own = this.#pending.find(edit);
    // An answer to an earlier try does not concern the names the edit has now.
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
   * Calls the listener right before items are renamed, with a function from an old item key to the new one (see
   * selection.ts). Edits the listener makes still use the old names.
   * @returns a function that removes the listener.
   */
  onRename(listener: RenameListener): () => void {
    this.#renameListeners.add(listener);
    return () => this.#renameListeners.delete(listener);
  }

  /**
   * Starts over from the server's workflow, with the unconfirmed edits on top.
   * @param used names of deleted items; see {@link DocumentOptions}.
   */
  reset(workflow: Workflow, used: Iterable<string>): void {
    this.#confirmed = workflow;
    this.#deleted = new Set(used);
    this.#show();
  }

  /** Applies and sends a patch. Names of its new items may have been taken meanwhile: those items get free names. */
  #edit(wanted: Patch): void {
    const renames = this.#freeNames(clashesOf(this.#shown.peek(), wanted, this.#deleted));
    const patch = renames ? renamedPatch(wanted, renames) : wanted;
    const edit = { edit: nanoid(), patch };
    batch(() => {
      if (renames) this.#history.rename(renames);
      this.#pending.add(edit);
      this.#shown.value = applyPatch(this.#shown.peek(), patch);
    });
    this.#send(edit);
  }

  /** Adopts the names under which the server made an edit of this tab. @returns whether a name changed. */
  #adoptNames(edit: string, made: Patch): boolean {
    const own = this.#pending.find(edit);
    if (!own) return false;
    const renames = renamesBetween(own.patch, made, (paths) => {
      // An item the server has confirmed under that name is the edit itself. Only unconfirmed items have to move.
      const unconfirmed = paths.filter((path) => valueAt(this.#confirmed, path) === undefined);
      return this.#freeNames(unconfirmed);
    });
    if (renames) this.#rename(renames, edit);
    return renames !== undefined;
  }

  /** @param from the first edit that uses the names in the sense of this tab. Earlier edits mean other items. */
  #rename(renames: Renames, from: string): void {
    for (const listener of this.#renameListeners) listener((key, subgraph) => renamedKey(key, renames, subgraph));
    this.#pending.rename(renames, from);
    this.#history.rename(renames);
  }

  /** Gives free names to new items of pending edits that clash with the confirmed workflow. */
  #avoidClashes(): void {
    if (!this.#pending.hasCreations()) return;
    let workflow = this.#confirmed;
    for (const { edit, patch } of this.#pending.list.peek()) {
      const current = (): Patch => this.#pending.find(edit)?.patch ?? patch;
      const renames = this.#freeNames(clashesOf(workflow, current(), this.#deleted));
      if (renames) this.#rename(renames, edit);
      workflow = applyPatch(workflow, current());
    }
  }

  #markRestored(patch: Patch): Patch {
    const pending = this.#pending.patches();
    return markRestored(patch, (path) => this.#deleted.has(pathKey(path)) || isMentioned(path, pending));
  }

  #freeNames(paths: readonly (readonly string[])[]): Renames | undefined {
    return freshNames(paths, (path) => this.#isTaken(path));
  }

  #isTaken(path: readonly string[]): boolean {
    return isTaken(path, {
      deleted: this.#deleted,
      workflows: [this.#confirmed, this.#shown.peek()],
      patches: [...this.#pending.patches(), ...this.#history.patches()],
    });
  }

  /** Shows the confirmed workflow with the pending edits on top. @param settled an edit that is no longer pending. */
  #show(settled?: string): void {
    batch(() => {
      if (settled !== undefined) this.#pending.remove(settled);
      this.#avoidClashes();
      this.#shown.value = this.#pending.applyTo(this.#confirmed);
    });
  }
}
