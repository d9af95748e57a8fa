/** Actions that add nodes, notes and wires. */
import { freeRoom } from '../../document/layout/free-place.ts';
import { NOTE } from '../../document/layout/geometry.ts';
import type { Action } from '../../editor-context.ts';
import type { Board } from '../board.ts';
import { centreOf } from '../centre.ts';
import { writeNote } from '../write-note.ts';
import type { ActionContext } from './context.ts';
import { t } from '../../i18n/t.ts';

export interface AddHelp {
  readonly openSearch: () => void;
  /** Lists the sockets of the focused node, to draw a wire by keyboard. */
  readonly beginWire: () => void;
}

export function addActions({ board, hasDocument, hasKeyboard, hasNode }: ActionContext, help: AddHelp): Action[] {
  return [
    {
      id: 'graph.add-node',
      title: t('Add node…'),
      group: 'Graph',
      keys: ['A'],
      enabled: hasDocument,
      run: help.openSearch,
    },
    {
      id: 'graph.add-note',
      title: t('Add note'),
      group: 'Graph',
      keys: ['N'],
      onCanvas: true,
      enabled: hasDocument,
      run: () => addNoteInView(board),
    },
    {
      id: 'graph.connect',
      title: t('Draw a wire by keyboard…'),
      group: 'Graph',
      keys: ['C', 'W'],
      enabled: () => hasKeyboard() && hasNode(),
      run: help.beginWire,
    },
  ];
}

/** Adds a note in the middle of the view, or beside what is there, to be written at once. */
function addNoteInView(board: Board): void {
  const { workflow, types } = board.scene;
  if (!workflow) return;
  const { x, y } = board.toCanvas(centreOf(board));
  const corner = { x: x - NOTE.width / 2, y: y - NOTE.height / 2 };
  writeNote(board, freeRoom(workflow, types, corner, NOTE));
}
