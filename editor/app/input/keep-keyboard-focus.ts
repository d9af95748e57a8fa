/** A press of the mouse on a bar leaves the keyboard on the canvas: after Run, the next key is meant for what is selected. */

export interface KeyboardPlace {
  readonly element: HTMLElement;
  focus(): void;
}

/** Bars around the canvas. Where one types in them, the press counts as everywhere. */
const BARS = '.app-top, .app-rail, .app-status';
const FIELDS = 'input:not([type="checkbox"]), textarea';

/** @param canvas undefined while it is not in the page. */
export function keepKeyboard(canvas: () => KeyboardPlace | undefined): void {
  document.addEventListener('mousedown', (event) => {
    const { activeElement: active } = document;
    const own = canvas();
    if (!own || !active || !(event.target instanceof Element)) return;
    if (!event.target.closest(BARS) || event.target.closest(FIELDS)) return;
    if (active !== document.body && !own.element.contains(active)) return;
    event.preventDefault();
    // What is being typed is finished before the button acts.
    if (active.matches('input, textarea')) own.focus();
  });
}
