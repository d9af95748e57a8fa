/** Actions that move and zoom the view. */
import type { Action } from '../../editor-context.ts';
import { ZOOM } from '../metrics.ts';
import { zoomAt } from '../scene/viewport.ts';
import type { ActionContext } from './context.ts';
import { t } from '../../i18n/t.ts';

export interface ViewHelp {
  /** Shows the graph as large as it can be read. */
  readonly fit: () => void;
  /** Shows everything, however small. */
  readonly showAll: () => void;
  readonly centreSelection: () => void;
}

export function viewActions({ board, hasDocument, hasSelection }: ActionContext, help: ViewHelp): Action[] {
  /** Zooms around the middle of the canvas. */
  const zoomTo = (k: number): void => {
    const { width, height } = board.size.peek();
    board.glideTo(zoomAt(board.goal(), { x: width / 2, y: height / 2 }, k));
  };
  return [
    { id: 'view.fit', title: t('Fit to the window'), group: 'View', keys: ['F'], enabled: hasDocument, run: help.fit },
    {
      id: 'view.all',
      title: t('Show everything'),
      group: 'View',
      keys: ['Shift+F'],
      enabled: hasDocument,
      run: help.showAll,
    },
    {
      id: 'view.centre',
      title: t('Show the selection'),
      group: 'View',
      keys: ['.'],
      enabled: hasSelection,
      run: help.centreSelection,
    },
    {
      id: 'view.zoom-in',
      title: t('Zoom in'),
      group: 'View',
      keys: ['+', 'Mod+=', 'Mod++'],
      enabled: hasDocument,
      run: () => zoomTo(board.goal().k * ZOOM.step),
    },
    {
      id: 'view.zoom-out',
      title: t('Zoom out'),
      group: 'View',
      keys: ['Mod+-', '_'],
      enabled: hasDocument,
      run: () => zoomTo(board.goal().k / ZOOM.step),
    },
    {
      id: 'view.zoom-reset',
      title: t('Zoom to 100%'),
      group: 'View',
      keys: ['Mod+0'],
      enabled: hasDocument,
      run: () => zoomTo(1),
    },
  ];
}
