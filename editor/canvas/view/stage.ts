/**
 * Decides which nodes are elements. A node gets its element when it comes near the view, a few of them each frame, and
 * loses it when it is far away. Pinned nodes keep theirs. Notes and groups are in items/item-stage.ts.
 */
import { type Box, overlaps } from '../../document/layout/geometry.ts';
import type { Session } from '../../editor-context.ts';
import type { Board } from '../board.ts';
import { STAGE } from '../metrics.ts';
import { visibleBox } from '../scene/viewport.ts';
import { ItemStage } from './items/item-stage.ts';
import { NodeView } from './node/node-view.ts';
import type { NodeMarks } from './node/state.ts';
import type { ReteMirror } from './rete.ts';

interface Mounted {
  readonly view: NodeView;
  /** The element Rete places. */
  readonly shell: HTMLElement;
  x: number;
  y: number;
}

export interface StageFrame {
  readonly session: Session;
  readonly marks: (id: string) => NodeMarks;
  /** Whether the view is so far away that no new elements are made. */
  readonly far: boolean;
  /** Ids of nodes that keep their elements: the focused one, and one with the keyboard inside. */
  readonly pinned: ReadonlySet<string>;
}

export class Stage {
  /** Ids of the nodes that are elements. */
  readonly mounted = new Set<string>();
  readonly items: ItemStage;
  readonly #board: Board;
  readonly #rete: ReteMirror;
  readonly #nodes = new Map<string, Mounted>();
  readonly #stale = new Set<string>();
  readonly #onUpdate: (view: NodeView) => void;

  /** @param onUpdate called with each node element that was made or changed. */
  constructor(board: Board, rete: ReteMirror, onUpdate: (view: NodeView) => void) {
    this.#board = board;
    this.#rete = rete;
    this.#onUpdate = onUpdate;
    this.items = new ItemStage(board, rete.holder);
  }

  get(id: string): NodeView | undefined {
    return this.#nodes.get(id)?.view;
  }

  views(): Iterable<NodeView> {
    return [...this.#nodes.values()].map(({ view }) => view);
  }

  /** Marks nodes whose elements are updated in the next frame. */
  invalidate(ids: Iterable<string>): void {
    for (const id of ids) if (this.#nodes.has(id)) this.#stale.add(id);
  }

  /** Shows one frame. @returns whether elements are still missing, so that another frame is needed. */
  frame(frame: StageFrame): boolean {
    const { session, far } = frame;
    const view = session.viewport.peek();
    const size = this.#board.size.peek();
    const near = visibleBox(view, size, STAGE.near);
    this.#unmountDistant(frame, visibleBox(view, size, STAGE.away));
    const isIncomplete = this.#mountNear(frame, near);
    this.#updateAll(frame);
    this.items.frame(session, near, far);
    return isIncomplete;
  }

  #unmountDistant({ pinned }: StageFrame, kept: Box): void {
    for (const [id, mounted] of this.#nodes) {
      const geometry = this.#board.scene.geometry(id);
      const stays = geometry !== undefined && (pinned.has(id) || overlaps(geometry, kept));
      if (!stays) this.#unmount(id, mounted);
    }
  }

  /** @returns whether time ran out before all were made. */
  #mountNear({ session, far, pinned }: StageFrame, near: Box): boolean {
    const { scene } = this.#board;
    const until = performance.now() + STAGE.budget;
    for (const id of scene.nodes.keys()) {
      const geometry = scene.geometry(id);
      if (!geometry || this.#nodes.has(id)) continue;
      const isPinned = pinned.has(id);
      const isNear = !far && overlaps(geometry, near);
      if (!isPinned && !isNear) continue;
      if (!isPinned && performance.now() > until) return true;
      this.#mount(session, id);
    }
    return false;
  }

  #updateAll({ marks, pinned }: StageFrame): void {
    const { scene } = this.#board;
    for (const [id, mounted] of this.#nodes) {
      const node = scene.nodes.get(id);
      const geometry = scene.geometry(id);
      if (!geometry || !node) continue;
      const { view, shell } = mounted;
      if (this.#stale.delete(id)) {
        const nodeMarks = marks(id);
        view.update(scene, node, nodeMarks);
        shell.style.zIndex = nodeMarks.selected ? '1' : '0';
        this.#onUpdate(view);
      }
      view.size(geometry);
      shell.classList.toggle('is-kept', pinned.has(id));
      if (mounted.x === geometry.x && mounted.y === geometry.y) continue;
      mounted.x = geometry.x;
      mounted.y = geometry.y;
      this.#rete.place(id, geometry.x, geometry.y);
    }
  }

  #mount(session: Session, id: string): void {
    const { editor, scene } = this.#board;
    const node = scene.nodes.get(id);
    if (!node) return;
    const shell = this.#rete.show(node);
    const view = new NodeView(editor, session, node, (height) => {
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

  /** Removes all elements. */
  clear(): void {
    for (const [id, mounted] of this.#nodes) this.#unmount(id, mounted);
    this.items.clear();
  }
}
