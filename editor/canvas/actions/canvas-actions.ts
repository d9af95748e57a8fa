/** Everything people can do on the canvas, for menus, the command palette and the keys of the page. */
import type { Action } from '../../editor-context.ts';
import type { Board } from '../board.ts';
import { addActions, type AddHelp } from './add-actions.ts';
import { arrangeActions } from './arrange-actions.ts';
import { ActionContext } from './context.ts';
import { focusActions, type FocusHelp } from './focus-actions.ts';
import { nodeActions } from './node-actions.ts';
import { subgraphActions } from './subgraph-actions.ts';
import { viewActions, type ViewHelp } from './view-actions.ts';
import { wireActions } from './wire-actions.ts';
import { walkActions } from './walk-actions.ts';

/** Functions of parts of the canvas that actions call. */
export interface ActionHelp extends AddHelp, FocusHelp, ViewHelp {}

/** In the order in which the palette and the list of keys show them. */
export function canvasActions(board: Board, help: ActionHelp): readonly Action[] {
  const context = new ActionContext(board);
  return [
    ...addActions(context, help),
    ...focusActions(context, help),
    ...nodeActions(context),
    ...wireActions(context),
    ...subgraphActions(context),
    ...arrangeActions(context),
    ...walkActions(context),
    ...viewActions(context, help),
  ];
}
