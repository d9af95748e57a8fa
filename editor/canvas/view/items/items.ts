/** The elements of items: which one has the focus, and editing a title or text in place. */
import type { Workflow } from '../../../../engine/protocol/index.ts';
import type { Command } from '../../../document/command.ts';
import { renameGroup, renameHiddenWire, setNote, setTitle } from '../../../document/commands/index.ts';
import { middleOf } from '../../../document/layout/geometry.ts';
import { readItem } from '../../../document/selection.ts';
import type { Board } from '../../board.ts';
import { REVEALED_HEIGHT } from '../../metrics.ts';
import { centreOn, toScreen } from '../../scene/viewport.ts';
import type { Stage } from '../stage.ts';
import { editTitle } from './edit-title.ts';

export class Items {
  readonly #board: Board;
  readonly #stage: Stage;
  /** Item to focus once its element exists. */
  #wanted: string | undefined;

  constructor(board: Board, stage: Stage) {
    this.#board = board;
    this.#stage = stage;
  }

  elementOf(key: string): HTMLElement | undefined {
    const { kind, id } = readItem(key);
    switch (kind) {
      case 'node':
        return this.#stage.get(id)?.element;
      case 'note':
        return this.#stage.items.note(id)?.element;
      case 'group':
        return this.#stage.items.group(id)?.element;
      case 'wire':
        return undefined;
    }
  }

  /**
   * Focuses an item and brings it into view, unless it is under the pointer: the graph stays where it is pressed.
   * @returns whether it has the focus; otherwise it gets it in the next frame.
   */
  focus(key: string, isUnderPointer = false): boolean {
    const session = this.#board.session();
    if (!session) return false;
    session.focus.value = key;
    if (!isUnderPointer) this.#reveal(key);
    const element = this.elementOf(key);
    element?.focus({ preventScroll: true });
    const hasFocus = element !== undefined && element === document.activeElement;
    this.#wanted = hasFocus ? undefined : key;
    if (!hasFocus) this.#board.requestFrame();
    return hasFocus;
  }

  /** Called after the elements of a frame were made. */
  frame(): void {
    if (this.#wanted === undefined) return;
    if (this.#board.session()?.focus.peek() === this.#wanted)
      this.elementOf(this.#wanted)?.focus({ preventScroll: true });
    this.#wanted = undefined;
  }

  /** Moves the view to an item that is not visible. */
  #reveal(key: string): void {
    const box = this.#board.scene.box(key);
    const view = this.#board.viewport();
    const size = this.#board.size.peek();
    if (!box || size.width === 0) return;
    const from = toScreen(view, box);
    const to = toScreen(view, { x: box.x + box.width, y: box.y + Math.min(box.height, REVEALED_HEIGHT) });
    const isVisible = from.x >= 0 && from.y >= 0 && to.x <= size.width && to.y <= size.height;
    if (!isVisible) this.#board.glideTo(centreOn(middleOf(box), size, view.k));
  }

  /** Edits the title of a node or group, or the text of a note, in place. */
  rename(key: string): void {
    const { kind, id } = readItem(key);
    /** Makes the change, if there is one, and gives the keyboard back to the item. */
    const finish = (text: string | undefined, make: (workflow: Workflow, text: string) => Command): void => {
      const { workflow } = this.#board.scene;
      if (text !== undefined && workflow) this.#board.run(make(workflow, text));
      this.focus(key);
    };
    const edit = (title: HTMLElement | undefined, make: (workflow: Workflow, text: string) => Command): void => {
      if (title) editTitle(title, (text) => finish(text, make));
    };
    switch (kind) {
      case 'node':
        return edit(this.#stage.get(id)?.title, (workflow, text) => setTitle(workflow, id, text));
      case 'group':
        return edit(this.#stage.items.group(id)?.title, (workflow, text) => renameGroup(workflow, id, text));
      case 'note':
        this.#stage.items.note(id)?.edit((text) => finish(text, (workflow, written) => setNote(workflow, id, written)));
        return;
      case 'wire':
        return edit(this.#wireName(id), (workflow, text) => renameHiddenWire(workflow, id, text));
    }
  }

  /** The name of a hidden wire at its target. */
  #wireName(id: string): HTMLElement | undefined {
    const wire = this.#board.scene.wire(id);
    return wire && this.#stage.get(wire.to.node)?.rows.wireName(wire.to.input);
  }
}
