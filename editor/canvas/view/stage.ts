/**
 * Which items are elements now. Nodes, notes and groups get one when they come into view, a few of them each frame;
 * they lose it when they are far off, or when there are too many. What is focused keeps its element.
 */
import { itemKey } from '../../document/selection.ts';
import { type Box, overlaps } from '../../document/layout/geometry.ts';
import type { Session } from '../../editor-context.ts';
import type { Board } from '../board.ts';
import { GroupView } from './items/group-view.ts';
import { NoteView } from './items/note-view.ts';
import { NodeView } from './node/node-view.ts';
import type { NodeMarks } from './node/state.ts';
import type { ReteMirror } from './rete.ts';
import { visibleBox } from '../scene/viewport.ts';

/** Below this zoom nothing could be read: everything is drawn; see paint/far.ts. */
export const FAR = 0.4;
/** Milliseconds of a frame for making elements. */
const BUDGET = 6;
/** Screen pixels around the view in which elements are made, and out of which they are thrown away. */
const NEAR = 120;
const AWAY = 900;

interface Mounted {
  readonly view: NodeView;
  readonly shell: HTMLElement;
  x: number;
  y: number;
}

export class Stage {
  readonly #board: Board;
  readonly #rete: ReteMirror;
  readonly #nodes = new Map<string, Mounted>();
  readonly #notes = new Map<string, NoteView>();
  readonly #groups = new Map<string, GroupView>();
  readonly #stale = new Set<string>();
  readonly mounted = new Set<string>();
  /** Told of each node element that was made or changed. */
  onUpdate: (view: NodeView) => void = () => undefined;

  constructor(board: Board, rete: ReteMirror) {
    this.#board = board;
    this.#rete = rete;
  }

  get(id: string): NodeView | undefined {
    return this.#nodes.get(id)?.view;
  }

  views(): Iterable<NodeView> {
    return [...this.#nodes.values()].map(({ view }) => view);
  }

  note(id: string): NoteView | undefined {
    return this.#notes.get(id);
  }

  group(id: string): GroupView | undefined {
    return this.#groups.get(id);
  }

  /** Nodes to be brought up to date in the next frame. */
  invalidate(ids: Iterable<string>): void {
    for (const id of ids) if (this.#nodes.has(id)) this.#stale.add(id);
  }

  /** @returns whether there is more to do in another frame. */
  frame(session: Session, marks: (id: string) => NodeMarks, far: boolean, pinned: ReadonlySet<string>): boolean {
    const { scene } = this.#board;
    const view = session.viewport.peek();
    const size = this.#board.size.peek();
    const near = visibleBox(view, size, NEAR);
    const kept = visibleBox(view, size, AWAY);
    const until = performance.now() + BUDGET;
    let more = false;
    for (const [id, mounted] of this.#nodes) {
      const geometry = scene.geometry(id);
      if (!geometry || (!pinned.has(id) && !overlaps(geometry, kept))) this.#unmount(id, mounted);
    }
    for (const node of scene.nodes.values()) {
      const geometry = scene.geometry(node.id);
      if (!geometry || this.#nodes.has(node.id) || !(pinned.has(node.id) || (!far && overlaps(geometry, near))))
        continue;
      if (performance.now() > until && !pinned.has(node.id)) {
        more = true;
        break;
      }
      this.#mount(session, node.id);
    }
    for (const [id, mounted] of this.#nodes) {
      const geometry = scene.geometry(id);
      const node = scene.nodes.get(id);
      if (!geometry || !node) continue;
      if (this.#stale.delete(id)) {
        const own = marks(id);
        mounted.view.update(scene, node, own);
        mounted.shell.style.zIndex = own.selected ? '1' : '0';
        this.onUpdate(mounted.view);
      }
      mounted.view.size(geometry);
      mounted.shell.classList.toggle('is-kept', pinned.has(id));
      if (mounted.x === geometry.x && mounted.y === geometry.y) continue;
      [mounted.x, mounted.y] = [geometry.x, geometry.y];
      this.#rete.place(id, geometry.x, geometry.y);
    }
    this.#items(session, near, far);
    return more;
  }

  #mount(session: Session, id: string): void {
    const { scene } = this.#board;
    const node = scene.nodes.get(id);
    if (!node) return;
    const shell = this.#rete.show(node);
    const view = new NodeView(this.#board.editor, session, node, (height) => {
      if (scene.setPictureHeight(id, height)) this.#board.requestFrame();
    });
    shell.append(view.element);
    this.#nodes.set(id, { view, shell, x: NaN, y: NaN });
    this.mounted.add(id);
    this.#stale.add(id);
  }

  #unmount(id: string, { view }: Mounted): void {
    view.destroy();
    this.#rete.hide(id);
    this.#nodes.delete(id);
    this.mounted.delete(id);
    this.#stale.delete(id);
  }

  #items(session: Session, near: Box, far: boolean): void {
    const { scene } = this.#board;
    const selection = session.selection.peek();
    const leaving = this.#board.hints.peek().leaving;
    const seen = new Set<NoteView | GroupView>();
    for (const [id, note] of scene.notes()) {
      const box = scene.noteBox(id);
      const key = itemKey({ kind: 'note', id });
      if (!box || ((far || !overlaps(box, near)) && session.focus.peek() !== key)) continue;
      const view = this.#notes.get(id) ?? this.#add(this.#notes, id, new NoteView(key));
      view.update(note, box, selection.has(key));
      seen.add(view);
    }
    for (const [id, group] of scene.groups()) {
      const box = scene.groupBox(id, leaving);
      const key = itemKey({ kind: 'group', id });
      if (!box || ((far || !overlaps(box, near)) && session.focus.peek() !== key)) continue;
      const view = this.#groups.get(id) ?? this.#add(this.#groups, id, new GroupView(key));
      view.update(group, box, selection.has(key));
      seen.add(view);
    }
    for (const views of [this.#notes, this.#groups]) {
      for (const [id, view] of views) {
        if (seen.has(view)) continue;
        view.element.remove();
        views.delete(id);
      }
    }
  }

  #add<V extends NoteView | GroupView>(views: Map<string, V>, id: string, view: V): V {
    views.set(id, view);
    this.#rete.holder.append(view.element);
    return view;
  }

  /** Throws all elements away. */
  clear(): void {
    for (const [id, mounted] of this.#nodes) this.#unmount(id, mounted);
    for (const views of [this.#notes, this.#groups]) {
      for (const view of views.values()) view.element.remove();
      views.clear();
    }
  }
}
