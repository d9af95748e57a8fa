/** The element of an item, its focus, and editing its title or text in place. */
import { renameGroup, setNote, setTitle } from '../../../document/commands/index.ts';
import { readItem } from '../../../document/selection.ts';
import type { Board } from '../../board.ts';
import { centreOn, toScreen } from '../../scene/viewport.ts';
import type { Stage } from '../stage.ts';
import { editTitle } from './edit-title.ts';

export class Items {
  readonly #board: Board;
  readonly #stage: Stage;
  /** Elements are made and shown in frames: what had none when it was to get the focus gets it when it has one. */
  #wanted: string | undefined;

  constructor(board: Board, stage: Stage) {
    this.#board = board;
    this.#stage = stage;
  }

  elementOf(key: string): HTMLElement | undefined {
    const { kind, id } = readItem(key);
    return kind === 'node'
      ? this.#stage.get(id)?.element
      : kind === 'note'
        ? this.#stage.note(id)?.element
        : kind === 'group'
          ? this.#stage.group(id)?.element
          : undefined;
  }

  /** @returns whether it has the focus now; else it gets it in the next frame. */
  focus(key: string): boolean {
    const session = this.#board.session();
    if (!session) return false;
    session.focus.value = key;
    this.#reveal(key);
    this.elementOf(key)?.focus({ preventScroll: true });
    this.#wanted = this.elementOf(key) === document.activeElement ? undefined : key;
    if (this.#wanted !== undefined) this.#board.requestFrame();
    return this.#wanted === undefined;
  }

  /** After the elements of a frame were made. */
  frame(): void {
    if (this.#wanted === undefined) return;
    if (this.#board.session()?.focus.peek() === this.#wanted)
      this.elementOf(this.#wanted)?.focus({ preventScroll: true });
    this.#wanted = undefined;
  }

  /** Moves the view when an item is out of it. */
  #reveal(key: string): void {
    const box = this.#board.scene.box(key);
    const view = this.#board.viewport();
    const size = this.#board.size.peek();
    if (!box || size.width === 0) return;
    const from = toScreen(view, box);
    const to = toScreen(view, { x: box.x + box.width, y: box.y + Math.min(box.height, 60) });
    if (from.x >= 0 && from.y >= 0 && to.x <= size.width && to.y <= size.height) return;
    this.#board.glideTo(centreOn({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, size, view.k));
  }

  rename(key: string): void {
    const { kind, id } = readItem(key);
    const back = (): void => void this.focus(key);
    if (kind === 'note') {
      this.#stage.note(id)?.edit((text) => {
        const { workflow } = this.#board.scene;
        if (text !== undefined && workflow) this.#board.run(setNote(workflow, id, text));
        back();
      });
      return;
    }
    const title =
      kind === 'node' ? this.#stage.get(id)?.title : kind === 'group' ? this.#stage.group(id)?.title : undefined;
    if (!title) return;
    editTitle(title, (text) => {
      const { workflow } = this.#board.scene;
      if (text !== undefined && workflow)
        this.#board.run(kind === 'node' ? setTitle(workflow, id, text) : renameGroup(workflow, id, text));
      back();
    });
  }
}
