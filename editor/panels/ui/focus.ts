/** Where the focus can go, and keeping it inside of something. */

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), summary, [contenteditable="true"], [tabindex]';

/** Elements Tab stops at, in their order. */
export function tabStops(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => element.tabIndex >= 0 && !element.closest('[hidden], [inert]'),
  );
}

/** Tab after the last element goes to the first, and the other way around. */
export function keepTabInside(root: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== 'Tab') return;
  const stops = tabStops(root);
  const [first, last] = [stops[0], stops.at(-1)];
  const active = root.ownerDocument.activeElement;
  if (!first || !last) event.preventDefault();
  else if (event.shiftKey && (active === first || active === root)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && active === last) {
    event.preventDefault();
    first.focus();
  }
}

/** The element that asks for the focus, or the first that can have it; the whole when there is only the way out. */
export function focusInside(root: HTMLElement): void {
  const stops = tabStops(root);
  const wanted =
    root.querySelector<HTMLElement>('[data-autofocus="true"]') ??
    stops.find((element) => !element.closest('.pn-modal-close'));
  (wanted ?? root).focus();
}
