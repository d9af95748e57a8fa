/** Finds the elements that can have the focus, and keeps the focus inside one. */

const FOCUSABLE = [
  'a[href]',
  ...['button', 'input', 'select', 'textarea'].map((tag) => `${tag}:not([disabled])`),
  'summary',
  '[contenteditable="true"]',
  '[tabindex]',
].join();

/** The elements that Tab stops at, in order. */
function tabStops(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => element.tabIndex >= 0 && !element.closest('[hidden], [inert]'),
  );
}

/** Makes Tab go from the last element to the first, and Shift+Tab the other way. */
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

/** Focuses the element marked for it, or the first tab stop other than the close button, or else `root` itself. */
export function focusInside(root: HTMLElement): void {
  const stops = tabStops(root);
  const wanted =
    root.querySelector<HTMLElement>('[data-autofocus="true"]') ??
    stops.find((element) => !element.closest('.pn-modal-close'));
  (wanted ?? root).focus();
}

/** Makes an element that scrolls a tab stop while it has none inside, so that keys can scroll it. */
export function scrollsByKeys(root: HTMLElement): void {
  const isNeeded = root.scrollHeight > root.clientHeight && tabStops(root).length === 0;
  if (isNeeded) root.tabIndex = 0;
  else root.removeAttribute('tabindex');
}
