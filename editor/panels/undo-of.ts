/** The Undo button of a notice about a change. */
import { t } from '../i18n/t.ts';
import type { Notice, Session } from '../editor-context.ts';

/** It does nothing if the change is no longer the latest one: it would undo another. @param name of the change. */
export function undoOf({ document }: Session, name: string): NonNullable<Notice['action']> {
  return {
    title: t('Undo'),
    run: () => {
      if (document.undoName.peek() === name) document.undo();
    },
  };
}
