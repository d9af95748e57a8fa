/** Commands on notes. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import type { Command } from '../command.ts';
import { NOTE, type Point } from '../layout/geometry.ts';
import { freshId } from '../naming/ids.ts';
import { itemKey } from '../selection.ts';
import { setItemView } from './changes.ts';

/** @param at the upper left corner, in canvas pixels. */
export function addNote(workflow: Workflow, at: Point, text = ''): Command {
  const id = freshId('note', (each) => workflow.view?.notes?.[each] !== undefined);
  const value = { text, x: Math.round(at.x), y: Math.round(at.y), width: NOTE.width, height: NOTE.height };
  return {
    name: t('Add a note'),
    patch: [{ path: ['view', 'notes', id], value, create: true }],
    select: [itemKey({ kind: 'note', id })],
  };
}

/** @param merge see Command. */
export function setNote(workflow: Workflow, id: string, text: string, merge?: string): Command {
  return { name: t('Write a note'), patch: setItemView(workflow, 'notes', id, { text }), merge };
}
