/** Questions that actions of the canvas ask: about the selection, the shown document and the keyboard. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { Command } from '../../document/command.ts';
import { selectedOf } from '../../document/selection.ts';
import type { Board } from '../board.ts';
import { isControl } from '../is-control.ts';

export class ActionContext {
  readonly board: Board;

  constructor(board: Board) {
    this.board = board;
  }

  /** Keys of the selected items. */
  selection(): ReadonlySet<string> {
    return this.board.session()?.selection.peek() ?? new Set();
  }

  /** Ids of the selected nodes. */
  nodes(): string[] {
    return selectedOf(this.selection(), 'node');
  }

  /** Ids of the selected groups and of the groups of selected nodes. */
  groupsAround(): string[] {
    const selection = this.selection();
    return this.board.scene
      .groups()
      .filter(([id, group]) => selection.has(`group:${id}`) || group.nodes.some((node) => selection.has(node)))
      .map(([id]) => id);
  }

  readonly hasDocument = (): boolean => this.board.session() !== undefined;
  readonly hasSelection = (): boolean => this.selection().size > 0;
  readonly hasNode = (): boolean => this.nodes().length > 0;
  readonly hasNodes = (): boolean => this.nodes().length > 1;
  /** Whether the canvas has the keyboard. A field keeps its keys. */
  readonly hasKeyboard = (): boolean => this.hasDocument() && !isControl(document.activeElement);

  /** A function that runs the command made for the shown workflow. */
  command(make: (workflow: Workflow) => Command): () => void {
    return () => {
      const { workflow } = this.board.scene;
      if (workflow) this.board.run(make(workflow));
    };
  }
}
