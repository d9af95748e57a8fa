/** Everything that is seen on the canvas, brought up to date frame by frame. */
import { h } from '../../dom.ts';
import type { Session } from '../../editor-context.ts';
import type { Board } from '../board.ts';
import { ZOOM } from '../metrics.ts';
import { Painter } from '../paint/painter.ts';
import { Palette } from '../paint/palette.ts';
import { Items } from './items/items.ts';
import { Lights } from './lit-sockets.ts';
import { Minimap } from './minimap.ts';
import { Marks } from './node-marks.ts';
import { pictureOf, showsEarlier } from './node-pictures.ts';
import { Overlay } from './overlay.ts';
import { ReteMirror } from './rete.ts';
import { Stage } from './stage.ts';

/** The state of one frame. */
interface Frame {
  readonly session: Session | undefined;
  readonly selection: ReadonlySet<string>;
  readonly focus: string | undefined;
  /** The element on the canvas that has the keyboard. */
  readonly active: Element | null;
  /** Whether the view is so far away that everything is painted. */
  readonly far: boolean;
}

export class CanvasView {
  readonly overlay = new Overlay();
  readonly marks = new Marks();
  readonly rete: ReteMirror;
  readonly stage: Stage;
  readonly items: Items;
  readonly minimap: Minimap;
  readonly lights: Lights;
  readonly #board: Board;
  /** Holds the elements of items. */
  readonly #layer = h('div', { class: 'canvas-layer' });
  readonly #palette: Palette;
  readonly #painter: Painter;
  readonly #onLeave: () => void;
  #shown: Session | undefined;
  /** The path of the shown subgraph. */
  #path: Session['path']['value'] | undefined;

  /** @param onLeave called before another document is shown. */
  constructor(board: Board, onLeave: () => void) {
    this.#board = board;
    this.#onLeave = onLeave;
    this.#palette = new Palette(board.root);
    this.#painter = new Painter(board.scene, this.#palette, board.requestFrame);
    this.rete = new ReteMirror(this.#layer);
    this.stage = new Stage(board, this.rete, (view) => this.lights.mark(view));
    this.items = new Items(board, this.stage);
    this.minimap = new Minimap(board, this.#palette);
    this.lights = new Lights(board, () => this.stage.views());
  }

  /** Elements of the canvas, from back to front. */
  get elements(): readonly HTMLElement[] {
    return [this.#painter.element, this.#layer, this.overlay.element, this.minimap.element];
  }

  /** Sizes in screen pixels. */
  resize(width: number, height: number): void {
    if (width > 0 && height > 0) this.#painter.resize(width, height);
  }

  /** Reads the colours of the theme again. */
  forgetColours(): void {
    this.#palette.forget();
  }

  /** Shows one frame. */
  show(): void {
    const { root, size, viewport, session, editor, requestFrame } = this.#board;
    // Read first: elements that are removed below may have the keyboard.
    const active = root.contains(document.activeElement) ? document.activeElement : null;
    this.#follow(session());
    const { width, height } = size.peek();
    if (width === 0 || height === 0) return;
    const frame: Frame = {
      session: session(),
      selection: session()?.selection.peek() ?? new Set(),
      focus: session()?.focus.peek(),
      active,
      far: viewport().k < ZOOM.far,
    };
    this.#layer.classList.toggle('is-far', frame.far);
    this.rete.view(viewport());
    const isIncomplete = this.#showElements(frame);
    this.#paint(frame);
    this.overlay.frame(this.#board);
    if (editor.settings.peek().minimap) this.minimap.frame(frame.selection, this.marks.troubled);
    this.items.frame();
    this.#keepKeyboard(frame);
    if (isIncomplete) requestFrame();
  }

  #follow(session: Session | undefined): void {
    const path = session?.path.peek();
    if (session !== this.#shown || path !== this.#path) {
      this.#onLeave();
      this.stage.clear();
    }
    this.#shown = session;
    this.#path = path;
  }

  /** @returns whether elements are still missing. */
  #showElements({ session, selection, focus, active, far }: Frame): boolean {
    if (!session) return false;
    const withKeyboard = active?.closest<HTMLElement>('[data-node]')?.dataset['node'];
    const pinned = new Set([focus, withKeyboard].filter((id) => id !== undefined));
    return this.stage.frame({ session, marks: (id) => this.marks.of(id, selection), far, pinned });
  }

  #paint({ selection, focus, active, far }: Frame): void {
    const { viewport, size, hints, editor } = this.#board;
    this.#painter.paint({
      viewport: viewport(),
      size: size.peek(),
      selection,
      focus: active ? focus : undefined,
      hints: hints.peek(),
      activity: this.marks.activity,
      pictureOf: (id) => pictureOf(editor.activity.peek(), id),
      isEarlier: (id) => showsEarlier(editor.activity.peek(), id),
      troubled: this.marks.troubled,
      mounted: this.stage.mounted,
      far,
    });
  }

  /**
   * Keeps the keyboard on the canvas when the element that had it was removed: its item may be gone, or renamed by an
   * answer of the server.
   */
  #keepKeyboard({ active, focus }: Frame): void {
    const isLost = active?.isConnected === false && document.activeElement === document.body;
    if (isLost) (this.items.elementOf(focus ?? '') ?? this.#board.root).focus({ preventScroll: true });
  }

  destroy(): void {
    this.stage.clear();
    this.rete.destroy();
  }
}
