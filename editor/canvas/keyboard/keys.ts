/**
 * Keys the canvas handles itself, because they mean something else elsewhere: Escape, Space, and Tab on the canvas and
 * inside a node. All other keys are actions, which the page binds.
 */
import type { Board } from '../board.ts';
import { isControl } from '../is-control.ts';
import { PRESS } from '../metrics.ts';
import { keyHandler } from '../../key-events.ts';

export interface KeyHelp {
  /** @returns whether there was a gesture to cancel. */
  cancelGesture(): boolean;
  openSearch(): void;
}

export interface KeyListener {
  readonly isSpaceDown: () => boolean;
  readonly destroy: () => void;
}

export function listenKeys(board: Board, help: KeyHelp): KeyListener {
  const { root } = board;
  const ends = new AbortController();
  /** When Space was pressed; -Infinity once it cannot be a tap any more; undefined while it is up. */
  let spaceAt: number | undefined;

  const pressSpace = (event: KeyboardEvent): void => {
    event.preventDefault();
    if (!event.repeat) spaceAt = event.timeStamp;
    root.classList.add('is-space');
  };
  const pressTab = (event: KeyboardEvent): void => {
    // Shift+Tab leaves the canvas: the browser has to start from the canvas itself, not from the last field of a node.
    if (event.shiftKey) root.focus({ preventScroll: true });
    else {
      event.preventDefault();
      help.openSearch();
    }
  };
  const onDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    if (isControl(event.target)) pressInControl(board, event);
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === 'Tab') pressTab(event);
    else if (event.key === ' ') pressSpace(event);
  };
  const onUp = (event: KeyboardEvent): void => {
    if (event.key !== ' ') return;
    root.classList.remove('is-space');
    const isTap = spaceAt !== undefined && event.timeStamp - spaceAt < PRESS.tap;
    spaceAt = undefined;
    if (isTap) help.openSearch();
  };
  const forgetSpace = (): void => {
    spaceAt = undefined;
    root.classList.remove('is-space');
  };
  /** Space and a press are a pan, so that letting Space go is not a tap. */
  const onPress = (): void => {
    if (spaceAt !== undefined) spaceAt = -Infinity;
  };
  /** While a gesture lasts, Escape is meant for it, whatever has the keyboard. */
  const cancelGesture = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !help.cancelGesture()) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const { signal } = ends;
  window.addEventListener('keydown', keyHandler(cancelGesture), { signal, capture: true });
  root.addEventListener('keydown', keyHandler(onDown), { signal });
  window.addEventListener('keyup', keyHandler(onUp), { signal });
  window.addEventListener('blur', forgetSpace, { signal });
  root.addEventListener('pointerdown', onPress, { signal, capture: true });
  return { isSpaceDown: () => spaceAt !== undefined, destroy: () => ends.abort() };
}

function pressInControl(board: Board, event: KeyboardEvent): void {
  if (event.key === 'Escape' && leaveNode(board, event.target)) event.preventDefault();
  if (event.key === 'Tab') cycleFields(event);
}

/** Goes from a field of a node back to the node. @returns whether the target is in a node. */
function leaveNode(board: Board, target: EventTarget | null): boolean {
  const id = target instanceof Element ? target.closest<HTMLElement>('[data-node]')?.dataset['node'] : undefined;
  if (id === undefined) return false;
  board.focusItem(id);
  return true;
}

/** Tab stays inside a node and goes round its fields. */
function cycleFields(event: KeyboardEvent): void {
  const { target, shiftKey } = event;
  const node = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-node]') : null;
  if (!node) return;
  const stops = tabStops(node);
  const at = stops.indexOf(target as HTMLElement);
  const next = stops[(at + (shiftKey ? -1 : 1) + stops.length) % stops.length];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** The visible elements of a node that Tab goes to. */
function tabStops(node: HTMLElement): HTMLElement[] {
  const candidates = node.querySelectorAll<HTMLElement>('input, textarea, select, button, [tabindex="0"]');
  return [...candidates].filter(
    (each) => each.tabIndex >= 0 && !each.hasAttribute('disabled') && each.getClientRects().length > 0,
  );
}
