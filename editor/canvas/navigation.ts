/** Goes to things on the canvas: moves the view to them and gives them the keyboard. */
import { setMore } from '../document/commands/node-fields.ts';
import { middleOf, type Point } from '../document/layout/geometry.ts';
import { readItem } from '../document/selection.ts';
import type { Board } from './board.ts';
import { centreOf } from './centre.ts';
import { openMenu } from './menu/open-menu.ts';
import { MENU_INSET, ZOOM } from './metrics.ts';
import { centreOn, fitBox, fitLegibly } from './scene/viewport.ts';
import type { CanvasView } from './view/canvas-view.ts';
import { t } from '../i18n/t.ts';

export class Navigation {
  readonly #board: Board;
  readonly #view: CanvasView;

  constructor(board: Board, view: CanvasView) {
    this.#board = board;
    this.#view = view;
  }

  /** Shows the graph, or the beginning of one that could not be read if all of it was shown. */
  fit(isAnimated: boolean): void {
    const { scene, size, glideTo, setViewport } = this.#board;
    const box = scene.bounds();
    if (!box || size.peek().width === 0) return;
    const next = fitLegibly(box, size.peek());
    if (isAnimated) glideTo(next);
    else setViewport(next);
  }

  /** Shows everything, however small. */
  showAll(): void {
    const { scene, size, glideTo } = this.#board;
    const box = scene.bounds();
    if (box && size.peek().width > 0) glideTo(fitBox(box, size.peek()));
  }

  /** Brings a node to the middle and gives the keyboard to it, or to the field of one of its inputs. */
  centre(node: string, input?: string): void {
    const { size, viewport, setViewport, requestFrame } = this.#board;
    const at = this.#middle(node);
    if (!at) return;
    setViewport(centreOn(at, size.peek(), Math.max(viewport().k, ZOOM.node)));
    this.#view.items.focus(node);
    this.#unfold(node, input);
    // That frame makes the element of the node if it has none.
    requestFrame();
    if (input !== undefined) requestAnimationFrame(() => this.#view.stage.get(node)?.rows.focusField(input));
  }

  /** Shows an input that "More" hides. */
  #unfold(node: string, input: string | undefined): void {
    const { scene, run } = this.#board;
    const isFolded = input !== undefined && scene.nodes.get(node)?.rows.folded.includes(input);
    if (isFolded && scene.workflow) run(setMore(scene.workflow, [node], true));
  }

  /** Brings the first selected item to the middle. */
  centreSelection(): void {
    const { session, size, viewport, glideTo } = this.#board;
    const [first = ''] = session()?.selection.peek() ?? [];
    const at = this.#middle(first);
    if (at) glideTo(centreOn(at, size.peek(), Math.max(viewport().k, ZOOM.selection)));
  }

  /** Gives the keyboard to the focused item, or to the canvas. */
  focus(): void {
    const { scene, root, focusItem } = this.#board;
    const key = this.#focused();
    if (key !== undefined && scene.box(key)) focusItem(key);
    else root.focus({ preventScroll: true });
  }

  /** Goes into the fields of the focused node, or edits the text of another item. */
  enter(): void {
    const key = this.#focused();
    if (key === undefined) return;
    if (readItem(key).kind !== 'node') this.#view.items.rename(key);
    else if (!this.#view.stage.get(key)?.rows.focusFirst()) this.#board.announce(t('This node has no fields.'));
  }

  /** Opens the menu of the focused item, or of the canvas. */
  openMenu(): void {
    const { scene, toClient } = this.#board;
    const key = this.#focused();
    const box = key === undefined ? undefined : scene.box(key);
    const at = box ? toClient({ x: box.x + MENU_INSET, y: box.y + MENU_INSET }) : centreOf(this.#board);
    openMenu(this.#board, at, key);
  }

  #focused(): string | undefined {
    return this.#board.session()?.focus.peek();
  }

  #middle(key: string): Point | undefined {
    const box = this.#board.scene.box(key);
    return box && middleOf(box);
  }
}
