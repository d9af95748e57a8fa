/** The button of a notice that takes back what the notice is about. */
import type { Notice, Session } from '../editor-context.ts';

/** Does nothing once something else was done, or it was taken back already: that would undo another change. */
export function undoOf({ document }: Session, name: string): NonNullable<Notice['action']> {
  return {
    title: 'Undo',
    run: () => {
      if (document.undoName.peek() === name) document.undo();
    },
  };
}
