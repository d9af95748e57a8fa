/**
 * Keeps the focus on the canvas when a bar around it is clicked, so that after Run the next key acts on the selection.
 */

export interface KeyboardPlace {
  readonly element: HTMLElement;
  focus(): void;
}

/** The bars around the canvas. Their text fields take the focus as usual. */
const BARS = '.app-top, .app-rail, .app-status';
const FIELDS = 'input:not([type="checkbox"]), textarea';

/** @param canvas returns undefined while the page has no canvas. */
export function keepKeyboard(canvas: () => KeyboardPlace | undefined): void {
  document.addEventListener('mousedown', (event) => {
    const { activeElement: active } = document;
    const own = canvas();
    if (!own || !active || !(event.target instanceof Element)) return;
    if (!event.target.closest(BARS) || event.target.closest(FIELDS)) return;
    if (active !== document.body && !own.element.contains(active)) return;
    event.preventDefault();
    // Leaving a field commits its text, which has to happen before the button acts.
    if (active.matches('input, textarea')) own.focus();
  });
}
