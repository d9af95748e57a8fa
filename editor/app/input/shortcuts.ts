/** Runs actions by their keys, on the whole page. */
import type { Editor } from '../../editor-context.ts';
import { isMac } from '../../keyboard.ts';
import { actionFor, isTyping, type Place } from './keys.ts';
import { keyHandler } from '../../key-events.ts';

/** @param isCanvas whether an element is the canvas or inside it. */
export function listenToKeys({ actions, dialog }: Editor, isCanvas: (element: Element) => boolean): void {
  const mac = isMac();
  const edited = editedText();
  addEventListener(
    'keydown',
    keyHandler((event) => {
      if (event.defaultPrevented || event.getModifierState('AltGraph')) return;
      // A dialog handles its own keys.
      if (dialog.peek() || (event.target instanceof Element && event.target.closest('dialog'))) return;
      const { activeElement, body } = document;
      const isNowhere = !activeElement || activeElement === body;
      const place: Place = {
        typing: isTyping(event.target),
        hasEdits: event.target === edited(),
        focus: isNowhere ? 'nowhere' : isCanvas(activeElement) ? 'canvas' : 'elsewhere',
      };
      const action = actionFor(event, actions.peek(), place, mac);
      if (!action) return;
      event.preventDefault();
      action.run();
    }),
  );
}

/** @returns a function that says which text was edited since it got the focus, and so can undo edits of its own. */
function editedText(): () => EventTarget | null {
  let edited: EventTarget | null = null;
  addEventListener('focusin', () => (edited = null), true);
  addEventListener('input', ({ target }) => (edited = target instanceof HTMLSelectElement ? null : target), true);
  return () => edited;
}
