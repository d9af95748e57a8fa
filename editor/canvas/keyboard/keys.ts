/**
 * Keys the canvas answers itself, because they mean something else elsewhere: Escape, Tab, Space, and Tab inside of a
 * node. All others are actions (actions.ts), which the page binds.
 */
import type { Board } from '../board.ts';
import { isControl } from '../is-control.ts';

export interface KeyHelp {
  /** @returns whether there was a gesture to cancel. */
  cancelGesture(): boolean;
  openSearch(): void;
}

/** A press of Space shorter than this, without a drag, is a press; in milliseconds. */
const TAP = 350;

export function listenKeys(
  board: Board,
  help: KeyHelp,
): { readonly isSpaceDown: () => boolean; readonly destroy: () => void } {
  const { root } = board;
  const ends = new AbortController();
  let spaceAt: number | undefined;

  const onDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const inControl = isControl(event.target);
    if (event.key === 'Escape') {
      if (inControl && leaveNode(board, event.target)) event.preventDefault();
      return;
    }
    if (event.key === 'Tab' && inControl) {
      cycle(event);
      return;
    }
    if (inControl || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Tab') {
      // Back out of the canvas: the browser goes on from the canvas itself, not from the last field of a node.
      if (event.shiftKey) root.focus({ preventScroll: true });
      else {
        event.preventDefault();
        help.openSearch();
      }
    } else if (event.key === ' ') {
      event.preventDefault();
      if (!event.repeat) spaceAt = event.timeStamp;
      root.classList.add('is-space');
    }
  };
  const onUp = (event: KeyboardEvent): void => {
    if (event.key !== ' ') return;
    root.classList.remove('is-space');
    const isTap = spaceAt !== undefined && event.timeStamp - spaceAt < TAP;
    spaceAt = undefined;
    if (isTap) help.openSearch();
  };
  const forget = (): void => {
    spaceAt = undefined;
    root.classList.remove('is-space');
  };
  const { signal } = ends;
  // Whatever has the keyboard: a gesture that goes on is what Escape is meant for.
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !help.cancelGesture()) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal, capture: true },
  );
  root.addEventListener('keydown', onDown, { signal });
  window.addEventListener('keyup', onUp, { signal });
  window.addEventListener('blur', forget, { signal });
  // Space and a drag is a pan, not a press.
  root.addEventListener(
    'pointerdown',
    () => {
      if (spaceAt !== undefined) spaceAt = -Infinity;
    },
    { signal, capture: true },
  );
  return { isSpaceDown: () => spaceAt !== undefined, destroy: () => ends.abort() };
}

/** From a field of a node back to the node. */
function leaveNode(board: Board, target: EventTarget | null): boolean {
  const id = target instanceof Element ? target.closest<HTMLElement>('[data-node]')?.dataset['node'] : undefined;
  if (id === undefined) return false;
  board.focusItem(id);
  return true;
}

/** Tab stays in the node one is in; Escape leaves it. */
function cycle(event: KeyboardEvent): void {
  const node = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-node]') : null;
  if (!node || !(event.target instanceof HTMLElement)) return;
  const stops = [...node.querySelectorAll<HTMLElement>('input, textarea, select, button, [tabindex="0"]')].filter(
    (each) => each.tabIndex >= 0 && !each.hasAttribute('disabled') && each.getClientRects().length > 0,
  );
  const at = stops.indexOf(event.target);
  const next = stops[(at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
