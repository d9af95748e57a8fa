/** Runs actions by their keys, on the whole page. */
import type { Editor } from '../../editor-context.ts';
import { isMac } from '../../keyboard.ts';
import { actionFor, isTyping } from './keys.ts';
import { keyHandler } from '../../key-events.ts';

/** @param isCanvas whether an element is the canvas or inside it. */
export function listenToKeys({ actions, dialog }: Editor, isCanvas: (element: Element) => boolean): void {
  const mac = isMac();
  addEventListener(
    'keydown',
    keyHandler((event) => {
      if (event.defaultPrevented || event.getModifierState('AltGraph')) return;
      // A dialog handles its own keys.
      if (dialog.peek() || (event.target instanceof Element && event.target.closest('dialog'))) return;
      const { activeElement, body } = document;
      const onCanvas = !activeElement || activeElement === body || isCanvas(activeElement);
      const action = actionFor(event, actions.peek(), { typing: isTyping(event.target), onCanvas }, mac);
      if (!action) return;
      event.preventDefault();
      action.run();
    }),
  );
}
