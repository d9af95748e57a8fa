/** Keeps events of a field from the canvas below it: presses, scrolling of its text, and keys that edit text. */
import { keyHandler } from '../../key-events.ts';

/** Keys that edit text together with Ctrl or Command. */
const TEXT_KEYS = new Set(['a', 'c', 'x', 'v', 'z', 'y']);

/** Whether a key press is a command of the editor, such as run or save. A field commits its text first. */
export function isCommandKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && !TEXT_KEYS.has(key.toLowerCase());
}

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
      if (!(event.target instanceof Element)) return;
      if (isForField(event, event.target)) event.stopPropagation();
    }),
  );
}

function isForField({ key, ctrlKey, metaKey }: KeyboardEvent, target: Element): boolean {
  if (ctrlKey || metaKey) return target.matches('input, textarea, select') && TEXT_KEYS.has(key.toLowerCase());
  return key !== 'Escape' && key !== 'Tab' && !/^F\d+$/.test(key);
}

/** Whether the pointer is over the focused text and the text can scroll in the wheel's direction. */
function scrolls({ target, deltaY }: WheelEvent): boolean {
  if (!(target instanceof HTMLTextAreaElement) || document.activeElement !== target) return false;
  return deltaY < 0 ? target.scrollTop > 0 : target.scrollTop + target.clientHeight < target.scrollHeight - 1;
}
