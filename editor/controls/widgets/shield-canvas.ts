/**
 * Keeps events of a field from the canvas below it: presses, scrolling of its text, and keys without modifiers. Which
 * combinations are commands in a field, app/input/keys.ts decides.
 */
import { keyHandler } from '../../key-events.ts';

const INTERACTIVE = 'button, input, textarea, select, .pill, .popover, [role=radiogroup]';

function stop(event: Event): void {
  if (event.target instanceof Element && event.target.closest(INTERACTIVE)) event.stopPropagation();
}

/** @param element a field. */
export function shieldCanvas(element: HTMLElement): void {
  element.addEventListener('pointerdown', (event) => {
    // The canvas uses the other buttons, for menus and for dragging the view.
    if (event.button === 0) stop(event);
  });
  element.addEventListener('dblclick', stop);
  element.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && scrolls(event)) event.stopPropagation();
    },
    { passive: true },
  );
  element.addEventListener(
    'keydown',
    keyHandler((event) => {
      if (isForField(event)) event.stopPropagation();
    }),
  );
}

function isForField({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  // With Alt, the arrow keys of the canvas move nodes.
  if (ctrlKey || metaKey || (altKey && !key.startsWith('Arrow'))) return false;
  return key !== 'Escape' && key !== 'Tab' && !/^F\d+$/.test(key);
}

/** Whether the pointer is over the focused text and the text can scroll in the wheel's direction. */
function scrolls({ target, deltaY }: WheelEvent): boolean {
  if (!(target instanceof HTMLTextAreaElement) || document.activeElement !== target) return false;
  return deltaY < 0 ? target.scrollTop > 0 : target.scrollTop + target.clientHeight < target.scrollHeight - 1;
}
