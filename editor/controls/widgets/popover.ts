/**
 * A floating panel beside an element. It closes on Escape, on a press elsewhere, when Tab leaves it, and when the page
 * scrolls.
 */
import { h } from '../../dom.ts';
import { keyHandler } from '../../key-events.ts';

/** Distance to the element, and least distance to the edges of the window, in pixels. */
const GAP = 4;
const MARGIN = 8;

export interface Popover {
  close(): void;
  /** Places the panel again after its content has changed its size. */
  place(): void;
}

export interface PopoverOptions {
  readonly anchor: HTMLElement;
  readonly content: HTMLElement;
  readonly label: string;
  readonly onClose?: (() => void) | undefined;
}

export function openPopover({ anchor, content, label, onClose }: PopoverOptions): Popover {
  // With a tab index, a press on a padding or, in Safari, on a button moves the focus to the panel and not out of it.
  const panel = h(
    'div',
    { 'class': 'popover', 'role': 'dialog', 'aria-label': label, 'popover': 'manual', 'tabindex': -1 },
    content,
  );
  // Only what is inside an open dialog can be reached.
  (anchor.closest('dialog') ?? document.body).append(panel);
  panel.showPopover?.();
  let isOpen = true;

  function place(): void {
    const { left, right, top, bottom, width } = anchor.getBoundingClientRect();
    panel.style.setProperty('--anchor-width', `${width}px`);
    const { offsetWidth, offsetHeight } = panel;
    const below = window.innerHeight - bottom - GAP - MARGIN;
    const isAbove = offsetHeight > below && top - GAP - MARGIN > below;
    const fitting = Math.min(left, window.innerWidth - MARGIN - offsetWidth);
    panel.style.left = `${Math.max(MARGIN, right - left > offsetWidth ? left : fitting)}px`;
    const lowest = window.innerHeight - MARGIN - offsetHeight;
    const wanted = isAbove ? top - GAP - offsetHeight : Math.min(bottom + GAP, lowest);
    panel.style.top = `${Math.max(MARGIN, wanted)}px`;
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    document.removeEventListener('pointerdown', pressed, true);
    document.removeEventListener('focusin', focused, true);
    document.removeEventListener('wheel', scrolled, true);
    window.removeEventListener('resize', place);
    const hadFocus = panel.contains(document.activeElement);
    panel.remove();
    if (hadFocus) anchor.focus();
    onClose?.();
  }

  /** Whether an event is at the popover, at its anchor, or at a popover that was opened from inside this one. */
  const isInside = ({ target }: Event): boolean =>
    target instanceof Element && (target.closest('.popover') !== null || anchor.contains(target));
  const pressed = (event: Event): void => {
    if (!isInside(event)) close();
  };
  const focused = (event: Event): void => {
    // A press on an anchor that takes no focus, such as a button in Safari, gives it to what is around the anchor.
    const isAround = event.target instanceof Node && event.target.contains(anchor);
    if (!isAround && !isInside(event)) close();
  };
  const scrolled = (event: Event): void => {
    if (!(event.target instanceof Node && panel.contains(event.target))) close();
  };
  document.addEventListener('pointerdown', pressed, true);
  document.addEventListener('focusin', focused, true);
  document.addEventListener('wheel', scrolled, { capture: true, passive: true });
  window.addEventListener('resize', place);
  panel.addEventListener(
    'keydown',
    keyHandler((event) => {
      event.stopPropagation();
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      close();
    }),
  );
  place();
  return { close, place };
}
