/** Keeps what people do in a field from the canvas below: presses, wheels in what scrolls, and keys that are text. */

/** With these, Ctrl and Command belong to the text. */
const TEXT_KEYS = new Set(['a', 'c', 'x', 'v', 'z', 'y']);
/** Whether a key press is for the editor, such as to run or to save: what is being typed is taken over first. */
export function isCommandKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && !TEXT_KEYS.has(key.toLowerCase());
}

const INTERACTIVE = 'button, input, textarea, select, .pill, .popover, [role=radiogroup]';

function stop(event: Event): void {
  if (event.target instanceof Element && event.target.closest(INTERACTIVE)) event.stopPropagation();
}

export function shieldCanvas(element: HTMLElement): void {
  element.addEventListener('pointerdown', (event) => {
    // The right and the middle button are the canvas's: menus, and dragging the view.
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
  element.addEventListener('keydown', (event) => {
    if (!(event.target instanceof Element)) return;
    const isText = event.target.matches('input, textarea, select');
    const isCommand = event.ctrlKey || event.metaKey;
    if (
      isCommand
        ? isText && TEXT_KEYS.has(event.key.toLowerCase())
        : event.key !== 'Escape' && event.key !== 'Tab' && !/^F\d+$/.test(event.key)
    )
      event.stopPropagation();
  });
}

/** Whether the focused text below the pointer goes further in the direction of the wheel. */
function scrolls({ target, deltaY }: WheelEvent): boolean {
  if (!(target instanceof HTMLTextAreaElement) || document.activeElement !== target) return false;
  return deltaY < 0 ? target.scrollTop > 0 : target.scrollTop + target.clientHeight < target.scrollHeight - 1;
}
