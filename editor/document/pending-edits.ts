/** The edits of one document that the server has not confirmed. */
import { type Signal, signal } from '@preact/signals';
import { applyPatch, creates, type Patch, type Workflow } from '../../engine/protocol/index.ts';
import type { Edit } from './command.ts';
import type { Renames } from './naming/rename.ts';
import { renamedPatch } from './naming/renamed-patch.ts';

export class PendingEdits {
  /** Oldest first. */
  readonly list: Signal<readonly Edit[]>;

  constructor(edits: readonly Edit[]) {
    this.list = signal(edits);
  }

  find(id: string): Edit | undefined {
    return this.list.peek().find(({ edit }) => edit === id);
  }

  isOldest(id: string): boolean {
    return this.list.peek()[0]?.edit === id;
  }

  add(edit: Edit): void {
    this.list.value = [...this.list.peek(), edit];
  }

  remove(id: string): void {
    this.list.value = this.list.peek().filter(({ edit }) => edit !== id);
  }

  /** Renames items in the edit `from` and in later ones. Earlier edits mean other items by the same names. */
  rename(renames: Renames, from: string): void {
    const edits = this.list.peek();
    const start = edits.findIndex(({ edit }) => edit === from);
    this.list.value = edits.map((each, index) =>
      index < start ? each : { edit: each.edit, patch: renamedPatch(each.patch, renames) },
    );
  }

  patches(): readonly Patch[] {
    return this.list.peek().map(({ patch }) => patch);
  }

  /** Whether an edit creates an item. Only a creation can clash with a name. */
  hasCreations(): boolean {
    return this.patches().some(creates);
  }

  /** A workflow with all edits on top. */
  applyTo(workflow: Workflow): Workflow {
    let shown = workflow;
    for (const patch of this.patches()) shown = applyPatch(shown, patch);
    return shown;
  }
}
