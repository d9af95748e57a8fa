/** Makes elements of the notes and groups near the view, and of the focused one. */
import { setNote } from '../../../document/commands/index.ts';
import { type Box, overlaps } from '../../../document/layout/geometry.ts';
import { itemKey } from '../../../document/selection.ts';
import type { Session } from '../../../editor-context.ts';
import type { Board } from '../../board.ts';
import { GroupView } from './group-view.ts';
import { NoteView } from './note-view.ts';

type Views<V> = Map<string, V>;

export class ItemStage {
  readonly #board: Board;
  readonly #holder: HTMLElement;
  readonly #notes: Views<NoteView> = new Map();
  readonly #groups: Views<GroupView> = new Map();

  /** @param holder the element that moves and scales with the view. */
  constructor(board: Board, holder: HTMLElement) {
    this.#board = board;
    this.#holder = holder;
  }

  note(id: string): NoteView | undefined {
    return this.#notes.get(id);
  }

  group(id: string): GroupView | undefined {
    return this.#groups.get(id);
  }

  /** @param near the part of the canvas in which items are elements. @param far whether only the focused one is. */
  frame(session: Session, near: Box, far: boolean): void {
    const { scene, hints } = this.#board;
    const selection = session.selection.peek();
    const { leaving } = hints.peek();
    const isShown = (key: string, box: Box): boolean => session.focus.peek() === key || (!far && overlaps(box, near));
    const notes = new Set<string>();
    for (const [id, note] of scene.notes()) {
      const key = itemKey({ kind: 'note', id });
      const box = scene.noteBox(id);
      if (!box || !isShown(key, box)) continue;
      notes.add(id);
      const make = (): NoteView => new NoteView(key, (text) => this.#write(id, text));
      this.#view(this.#notes, id, make).update(note, box, selection.has(key));
    }
    const groups = new Set<string>();
    for (const [id, group] of scene.groups()) {
      const key = itemKey({ kind: 'group', id });
      const box = scene.groupBox(id, leaving);
      if (!box || !isShown(key, box)) continue;
      groups.add(id);
      this.#view(this.#groups, id, () => new GroupView(key)).update(group, box, selection.has(key));
    }
    removeAllBut(this.#notes, notes);
    removeAllBut(this.#groups, groups);
  }

  #write(note: string, text: string): void {
    const { scene, run } = this.#board;
    if (scene.workflow) run(setNote(scene.workflow, note, text));
  }

  #view<V extends NoteView | GroupView>(views: Views<V>, id: string, make: () => V): V {
    const known = views.get(id);
    if (known) return known;
    const view = make();
    views.set(id, view);
    this.#holder.append(view.element);
    return view;
  }

  /** Removes all elements. */
  clear(): void {
    removeAllBut(this.#notes, new Set());
    removeAllBut(this.#groups, new Set());
  }
}

function removeAllBut<V extends NoteView | GroupView>(views: Views<V>, kept: ReadonlySet<string>): void {
  for (const [id, view] of views) {
    if (kept.has(id)) continue;
    view.element.remove();
    views.delete(id);
  }
}
